"""Pages of the catalogue: the list, one track, and the question why it is or is not cleared."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from licensing.browsing.found import tracks_found
from licensing.browsing.pages import page_of, tracks_in_all
from licensing.bulk.models import BulkEdit
from licensing.catalogue.models import Track
from licensing.catalogue.selectors import analysis_progress, analysis_waits
from licensing.catalogue.services import track_reanalyse, track_withdraw
from licensing.desk.access import desk_of, desk_required, editor_required
from licensing.desk.bulk_words import changes_in_words, outcome
from licensing.desk.change_words import history_of
from licensing.desk.filters import TrackFilter
from licensing.desk.forms_track import TrackForm
from licensing.desk.media import asset_url
from licensing.desk.naming import grants_naming
from licensing.desk.place import QuestionForm, language, place_of, use_in
from licensing.desk.presenting import (
    grant_words,
    heard,
    heard_tags,
    problem_of,
    reasons_in_words,
    rows_of,
    state_of,
)
from licensing.desk.views_saved import views_for
from licensing.quality.selectors import track_findings
from licensing.quality.words import finding_in_words
from licensing.rights.licence_words import licence_in_words
from licensing.rights.reasons import premises_name
from licensing.rights.selectors import cleared_track_ids, decision_for
from licensing.rights.territories import term_name
from licensing.works.selectors import works_of

PER_PAGE = 50
_FRESH = timedelta(minutes=15)


@editor_required
@require_GET
def tracks(request: HttpRequest) -> HttpResponse:
    """The catalogue, and what of it is cleared in the place asked about.

    htmx asks for the list alone, at the same address.
    """
    place = place_of(request)
    use = use_in(place["territory"], place["premises"])
    cleared = cleared_track_ids(use)
    form = TrackFilter({**request.GET.dict(), **place})
    found = tracks_found(form.asked(), use, cleared)
    page, listed = page_of(found, request.GET.get("page"), PER_PAGE)
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(listed, use, request.user),
        "cleared": cleared.size,
        "total": tracks_in_all(),
        "filtered": form.any_asked(),
        "desk": desk_of(request.user),
        **_place_words(place),
    }
    if _wants_list(request):
        return render(request, "desk/tracks_list.html", context)
    context["progress"] = analysis_progress() if analysis_waits() else None
    context["views"] = views_for(request.user)
    context["last_edit"] = _last_edit(request)
    return render(request, "desk/tracks.html", context)


def _last_edit(request: HttpRequest) -> dict[str, Any] | None:
    """This person's last edit of many tracks, while it is fresh enough to think better of it."""
    edits = BulkEdit.objects.filter(made_by=request.user.pk).defer("track_ids")
    edit = edits.order_by("-pk").first()
    if edit is None or timezone.now() - edit.made_at > _FRESH:
        return None
    return {
        "edit": edit,
        "lines": changes_in_words(edit.changes),
        "outcome": outcome(edit, edit.rows.count()),
    }


def _wants_list(request: Any) -> bool:
    return bool(request.htmx) and not request.htmx.history_restore_request


def _place_words(place: dict[str, str]) -> dict[str, str]:
    return {
        "country": term_name(place["territory"], language()),
        "kind": premises_name(place["premises"], language()),
    }


def _track(pk: int) -> Track:
    return get_object_or_404(Track.objects.select_related("asset__profile"), pk=pk)


@editor_required
@require_GET
def track(request: HttpRequest, pk: int) -> HttpResponse:
    """One track: how it sounds, what is known, who allows what, where it is cleared."""
    shown = _track(pk)
    place = place_of(request)
    use = use_in(place["territory"], place["premises"])
    decision = decision_for(pk, use)
    profile = shown.asset.profile if shown.asset else None
    badge, tone = state_of(shown, decision)
    context: dict[str, Any] = {
        "track": shown,
        "profile": profile,
        "badge": badge,
        "tone": tone,
        "src": asset_url(shown.asset, request.user),
        "heard": heard(profile) if profile else [],
        "heard_tags": heard_tags(profile) if profile else [],
        "tags": shown.tags.order_by("tag"),
        "problem": problem_of(shown),
        "artists": shown.artists.all(),
        "works": works_of(shown),
        "findings": [finding_in_words(found, language()) for found in track_findings(shown)],
        "history": history_of(shown, limit=20),
        "desk": desk_of(request.user),
        "grants": [grant_words(grant) for grant in grants_naming(shown)],
        "question": QuestionForm(initial={**place, "channel": "stream"}),
        **_answer(shown, use, decision),
    }
    return render(request, "desk/track.html", context)


def _answer(shown: Track, use: Any, decision: Any) -> dict[str, Any]:
    return {
        "decision": decision,
        "licence": licence_in_words(shown.pk, use, language()),
        "reasons": reasons_in_words(decision.reasons),
        "country": term_name(use.territory, language()),
        "kind": premises_name(use.premises, language()),
    }


@editor_required
@require_GET
def clearance(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer to "may it be played in X for Y?"; htmx puts it under the question."""
    shown = _track(pk)
    form = QuestionForm(request.GET)
    if not form.is_valid():
        problems = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return render(request, "desk/clearance.html", {"problem": problems}, status=422)
    place_of(request)  # remembers the place for the lists
    use = form.use()
    context = {"track": shown, **_answer(shown, use, decision_for(pk, use))}
    return render(request, "desk/clearance.html", context)


@desk_required("editor")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known about a track."""
    shown = _track(pk)
    form = TrackForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        form.store()
        messages.success(request, _("Saved."))
        return redirect("desk:track", pk=pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "track": Track.objects.get(pk=pk)}
    return render(request, "desk/track_edit.html", context, status=status)


@editor_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a track out of the catalogue, or back in."""
    shown = _track(pk)
    track_withdraw(track=shown, withdrawn=not shown.withdrawn)
    if shown.withdrawn:
        messages.success(request, _("Withdrawn: it is not played anywhere any more."))
    else:
        messages.success(request, _("Back in the catalogue."))
    return redirect("desk:track", pk=pk)


@editor_required
@require_POST
def analyse(request: HttpRequest, pk: int) -> HttpResponse:
    """Listen to the audio again."""
    shown = _track(pk)
    if shown.asset is None:
        messages.error(request, _("This track has no audio."))
    else:
        track_reanalyse(shown)
        messages.success(request, _("The worker will listen to it again."))
    return redirect("desk:track", pk=pk)
