"""The desk's page of duplicates: two tracks side by side, and one key for each decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from licensing.catalogue.models import Track
from licensing.desk.access import editor_required
from licensing.desk.media import asset_url
from licensing.desk.place import language
from licensing.duplicates.models import DuplicatePair, Merge
from licensing.duplicates.selectors import (
    GROUPS,
    counts_to_decide,
    decided_lately,
    grant_counts,
    kept_lately,
    pair_after,
)
from licensing.duplicates.services import MergeProblem, merge, pair_keep, pair_reopen, unmerge
from licensing.quality.selectors import blocking_findings
from licensing.quality.words import finding_in_words
from matching.audio.levelling import levelling_gain

NAMES = {
    "duplicates": gettext_lazy("Duplicates"),
    "isrc": gettext_lazy("One ISRC, other audio"),
    "versions": gettext_lazy("Versions"),
}


@dataclass(frozen=True)
class Side:
    """One track of the pair; `starts_s` is how much later its sound comes in its file."""

    letter: str
    track: Track
    src: str
    gain_db: float
    starts_s: float


@dataclass(frozen=True)
class Fact:
    """What both tracks say about one thing."""

    name: str
    left: str
    right: str
    told: bool = True  # whether it is worth a mark when they differ

    @property
    def differs(self) -> bool:
        return self.told and self.left.casefold() != self.right.casefold()


@editor_required
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """The next pair to decide."""
    group = _group(request.GET.get("show"))
    after = request.GET.get("after", "")
    pair = pair_after(group, int(after) if after.isascii() and after.isdigit() else None)
    counts = counts_to_decide()
    context: dict[str, Any] = {
        "pair": pair,
        "group": group,
        "groups": [
            {"code": code, "name": name, "count": counts[code]} for code, name in NAMES.items()
        ],
        "left": counts[group],
        "lately": decided_lately(),
        "kept": kept_lately(),
    }
    if pair is not None:
        context |= {
            "sides": _sides(pair, request.user),
            "facts": _facts(pair),
            "likeness": None if pair.score is None else round(100 * pair.score),
        }
    return render(request, "desk/duplicates.html", context)


@editor_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge a pair into one of its tracks, keep both, or ask again; then the next one."""
    pair = get_object_or_404(DuplicatePair.objects.select_related("track_a", "track_b"), pk=pk)
    left, right = pair.track_a, pair.track_b
    decision = request.POST.get("decision")
    try:
        if decision == "left":
            merge(kept=left, gone=right)
            messages.success(request, _("Merged into “%(title)s”.") % {"title": left.title})
        elif decision == "right":
            merge(kept=right, gone=left)
            messages.success(request, _("Merged into “%(title)s”.") % {"title": right.title})
        elif decision == "keep":
            pair_keep(pair)
            messages.success(request, _("Both are kept."))
        elif decision == "again":
            pair_reopen(pair)
        else:
            messages.error(request, _("Say which track stays."))
    except MergeProblem as problem:
        messages.error(request, str(problem))
    return redirect(_address(request.POST.get("show")))


@editor_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    done = get_object_or_404(Merge, pk=pk)
    try:
        back = unmerge(done)
    except MergeProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("“%(title)s” is a track again.") % {"title": back.title})
    return redirect(_address(request.POST.get("show")))


def _group(asked: str | None) -> str:
    return asked if asked in GROUPS else "duplicates"


def _address(asked: str | None) -> str:
    return f"{reverse('desk:duplicates')}?show={_group(asked)}"


def _sides(pair: DuplicatePair, user: Any) -> list[Side]:
    starts = (max(0.0, -pair.shift_s), max(0.0, pair.shift_s))
    tracks = (pair.track_a, pair.track_b)
    return [
        Side(letter, track, asset_url(track.asset, user), _gain(track), start)
        for letter, track, start in zip("AB", tracks, starts, strict=True)
    ]


def _gain(track: Track) -> float:
    profile = track.asset.profile if track.asset else None
    return levelling_gain(profile.loudness_lufs, profile.true_peak_dbtp) if profile else 0.0


def _facts(pair: DuplicatePair) -> list[Fact]:
    tracks = (pair.track_a, pair.track_b)
    grants = grant_counts(tracks)
    columns = [_facts_of(track, grants[track.pk]) for track in tracks]
    # Two files are never alike in these.
    untold = {_("Audio file"), _("Size"), _("Added")}
    return [
        Fact(name, left, columns[1][name], told=name not in untold)
        for name, left in columns[0].items()
    ]


def _facts_of(track: Track, grants: int) -> dict[str, str]:
    asset = track.asset
    profile = asset.profile if asset else None
    seconds = number_format(round(track.duration_s, 1)) if track.duration_s else "–"
    works = [f"{work.title} {work.iswc}".strip() for work in track.works.all()]
    return {
        _("Title"): track.title,
        _("Version"): track.version or "–",
        _("Artist"): track.artist or "–",
        "ISRC": track.isrc or "–",
        _("Release"): track.release or "–",
        _("Label"): track.label or "–",
        _("Works"): ", ".join(works) or "–",
        _("Grants"): str(grants),
        _("Length in seconds"): seconds,
        _("Loudness"): _level(profile.loudness_lufs if profile else None),
        _("Sound quality"): ", ".join(_faults(track)) or "–",
        _("Audio file"): asset.original_name if asset else "–",
        _("Size"): _("%(size)s MB") % {"size": number_format(round(asset.bytes / 1e6, 2))}
        if asset
        else "–",
        _("Added"): date_format(track.created_at, "SHORT_DATE_FORMAT"),
    }


def _level(lufs: float | None) -> str:
    return "–" if lufs is None else f"{lufs:.1f} LUFS".replace("-", "−")


def _faults(track: Track) -> list[str]:
    return [finding_in_words(finding, language()).name for finding in blocking_findings(track)]
