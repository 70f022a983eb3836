"""Bringing new audio into the catalogue, and watching it being analysed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from licensing.catalogue.files import AUDIO_SUFFIXES
from licensing.catalogue.models import Track
from licensing.catalogue.selectors import analysis_progress
from licensing.catalogue.services import ANALYSE
from licensing.desk.access import desk_required, editor_required
from licensing.desk.place import language
from licensing.desk.presenting import problem_of
from licensing.imports.loading.entries import Entry, entry_load
from licensing.imports.loading.tags import read_tags
from licensing.licences.models import Amendment, AmendmentTrack, Grant
from licensing.licences.services import grant_add_tracks
from licensing.licences.status import ENDED
from matching.audio.errors import AudioProblem
from matching.jobs.models import Job


@desk_required("editor")
@require_GET
def upload(request: HttpRequest) -> HttpResponse:
    """Where files are dropped; a grant chosen first covers all of them."""
    grant = _chosen(request.GET.get("grant", ""))
    context = {
        "grants": _open_grants().order_by("licensor", "pk")[:200],
        "grant": grant,
        "accept": ",".join(sorted(AUDIO_SUFFIXES)),
        "max_bytes": settings.UPLOAD_LIMITS["audio"],
        "extra": [{"name": "grant", "value": grant.pk}] if grant else [],
    }
    return render(request, "desk/upload.html", context)


def _open_grants() -> QuerySet[Grant]:
    """Grants that list their tracks and have not ended."""
    return Grant.objects.filter(scope_kind=Grant.Scope.TRACKS).exclude(status__in=ENDED)


def _chosen(sent: str) -> Grant | None:
    return _open_grants().filter(pk=sent).first() if sent.isdecimal() else None


@editor_required
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take one audio file; the answer is its row, which then watches the analysis."""
    file = request.FILES.get("file")
    if file is None:
        return _refused(_("No file arrived."))
    if (file.size or 0) > settings.UPLOAD_LIMITS["audio"]:
        megabytes = settings.UPLOAD_LIMITS["audio"] // (1024 * 1024)
        return _refused(_("This file is larger than %(limit)d MB.") % {"limit": megabytes})
    try:
        track, created = _load(file)
    except AudioProblem as problem:
        return _refused(problem.say(language()))
    grant = _chosen(request.POST.get("grant", ""))
    if grant is not None and created:
        grant_add_tracks(grant=grant, track_ids=[track.pk])
    return _row(request, track, known=not created)


def _load(file: UploadedFile) -> tuple[Track, bool]:
    """The track of an uploaded file, and whether it is new. Raises AudioProblem."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(file.name or "audio").name
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        return entry_load(Entry(path, path.name, {"title": path.stem, **read_tags(path)}))


def _refused(why: str) -> HttpResponse:
    return JsonResponse({"detail": why}, status=422)


@editor_required
@require_GET
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """The row of an uploaded track, as it stands now."""
    shown = get_object_or_404(Track.objects.select_related("asset__profile"), pk=pk)
    return _row(request, shown)


def _row(request: HttpRequest, shown: Track, *, known: bool = False) -> HttpResponse:
    shown = Track.objects.select_related("asset__profile").get(pk=shown.pk)
    job = (
        Job.objects.filter(kind=ANALYSE, target_type="catalogue.track", target_id=shown.pk)
        .order_by("-pk")
        .first()
    )
    context = {
        "track": shown,
        "job": job,
        "known": known,
        "analysed": shown.asset is not None and shown.asset.profile_id is not None,
        "problem": problem_of(shown),
        "granted": shown.grant_links.exists(),
        "waits": AmendmentTrack.objects.filter(
            track=shown, amendment__state=Amendment.State.WAITING
        ).exists(),
    }
    return render(request, "desk/upload_row.html", context)


@editor_required
@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """How far the analysis of the catalogue is; htmx asks every two seconds while it works."""
    return render(request, "desk/progress.html", {"progress": analysis_progress()})
