"""The desk's page of tracks that are held back for their sound, and an editor's verdict on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from licensing.catalogue.models import Quality, Track
from licensing.desk.access import editor_required
from licensing.desk.media import asset_url
from licensing.desk.place import language
from licensing.quality.selectors import HELD, PASSED, POOR, track_findings, tracks_by_quality
from licensing.quality.services import quality_judge
from licensing.quality.words import FindingInWords, finding_in_words
from matching.audio.levelling import levelling_gain

PER_PAGE = 20
#: Width of the drawing of a waveform's marks.
DRAWN = 1000
LISTS = {
    HELD: gettext_lazy("Held back"),
    POOR: gettext_lazy("Not good enough by ear"),
    PASSED: gettext_lazy("Good enough by ear"),
}


@dataclass(frozen=True)
class Mark:
    """A place in the waveform where something is wrong; x and width in units of DRAWN."""

    x: float
    width: float
    code: str


@dataclass(frozen=True)
class Row:
    """One track with what is wrong with it, drawn and in words."""

    track: Track
    findings: list[FindingInWords]
    marks: list[Mark]
    src: str
    gain_db: float


@editor_required
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """Tracks whose sound asks for somebody's ear, the newest first."""
    which = request.GET.get("show", HELD)
    which = which if which in LISTS else HELD
    page = Paginator(tracks_by_quality(which), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(track, request.user) for track in page.object_list],
        "which": which,
        "lists": [
            {"code": code, "name": name, "count": tracks_by_quality(code).count()}
            for code, name in LISTS.items()
        ],
    }
    return render(request, "desk/quality.html", context)


@editor_required
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an editor's verdict, or take it back; htmx puts the row in its place."""
    track = get_object_or_404(Track, pk=pk)
    verdict = request.POST.get("verdict", "")
    if verdict not in Quality.values:
        return HttpResponse(_("Say whether it is good enough."), status=422)
    quality_judge(track, verdict, request.POST.get("note", ""))
    if request.headers.get("HX-Request"):
        fresh = Track.objects.select_related("asset__profile", "stated_length").get(pk=pk)
        return render(request, "desk/quality_row.html", {"row": _row(fresh, request.user)})
    messages.success(request, _("Saved."))
    return redirect("desk:quality")


def _row(track: Track, user: Any) -> Row:
    found = track_findings(track)
    profile = track.asset.profile if track.asset else None
    return Row(
        track=track,
        findings=[finding_in_words(finding, language()) for finding in found],
        marks=[mark for finding in found for mark in _marks(finding, track.duration_s or 0.0)],
        src=asset_url(track.asset, user),
        gain_db=levelling_gain(profile.loudness_lufs, profile.true_peak_dbtp) if profile else 0.0,
    )


def _marks(finding: dict[str, Any], seconds: float) -> list[Mark]:
    if seconds <= 0:
        return []
    marks = []
    for start, end in finding.get("params", {}).get("spans", []):
        x = DRAWN * min(1.0, start / seconds)
        width = max(3.0, DRAWN * (end - start) / seconds)
        marks.append(Mark(round(x, 1), round(min(width, DRAWN - x), 1), finding["code"]))
    return marks
