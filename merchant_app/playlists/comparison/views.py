"""The pages that compare two versions: side by side with all rounds, and by ear."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from merchant_app.accounts.access import MerchantRequest, may, merchant_required
from merchant_app.accounts.models import Membership
from merchant_app.numbers import whole_number
from merchant_app.playlists.access import own_playlist
from merchant_app.playlists.comparison.ear import (
    EXCERPT_S,
    PAIRS,
    heard_again,
    outcome_of,
    pairs_to_hear,
)
from merchant_app.playlists.comparison.hearing import (
    heard_of,
    hearing_drop,
    hearing_save,
    hearing_under_way,
    result_address,
    resumed,
)
from merchant_app.playlists.comparison.rounds import Round, rounds_of
from merchant_app.playlists.comparison.versions import compare
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.feedback import feedback_give
from merchant_app.ui.tongue import tongue_of_page


@require_safe
@merchant_required
def side_by_side(request: MerchantRequest, pk: int) -> HttpResponse:
    """Two versions and all rounds; without `a` and `b` the newest and the one before it."""
    playlist = own_playlist(request, pk)
    rounds = rounds_of(playlist)
    context = {**_context(request, playlist), "rounds": rounds}
    if len(rounds) > 1:
        tongue = tongue_of_page()
        a, b = _asked(request, playlist, rounds)
        context["comparison"] = comparison = compare(playlist, a, b, tongue)
        context["heard"] = heard_of(playlist, comparison)
        early, late = comparison.a, comparison.b
        context["under_way"] = hearing_under_way(playlist, early, late, request.user)
    return render(request, "playlists/compare.html", context)


@require_safe
@merchant_required
def by_ear(request: MerchantRequest, pk: int) -> HttpResponse:
    """Blind pairs of two versions, from where one was; with `pair` and `chose` in the address,
    what came of it."""
    playlist = own_playlist(request, pk)
    if not {"a", "b"} <= set(request.GET):
        return redirect("playlists:compare", playlist.pk)
    a, b = _both(playlist, request.GET)
    context = {**_context(request, playlist), "a": a, "b": b}
    if "pair" in request.GET:
        outcome = outcome_of(playlist, a, b, _pairs(request.GET), _chosen(request.GET))
        if outcome is not None:
            context["outcome"] = heard_again(outcome, playlist, request.user)
            return render(request, "playlists/compare_result.html", context)
    begun = hearing_under_way(playlist, a, b, request.user)
    goes_on = resumed(begun, playlist, a, b, request.user) if begun else None
    if begun and goes_on is None:  # what was left may not be played any more: that is the result
        hearing_drop(playlist=playlist, a=a, b=b, user=request.user)
        answered = begun.pairs[: len(begun.chosen)]
        return redirect(result_address(playlist, a, b, answered, begun.chosen))
    context["chosen"] = goes_on.chosen if goes_on else []
    context["pairs"] = goes_on.pairs if goes_on else pairs_to_hear(playlist, a, b, request.user)
    context["seconds"] = EXCERPT_S
    answer = render(request, "playlists/compare_ear.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@merchant_required
def say_heard(request: MerchantRequest, pk: int) -> HttpResponse:
    """Keep how far a comparison by ear is: every `pair`, and what was chosen of those answered.

    Answers 204, with the last answer the result, and 409 with {"detail"} where another device is
    ahead. With `again` what is under way is let go, and other pairs come.
    """
    playlist = own_playlist(request, pk)
    a, b = _both(playlist, request.POST)
    here = f"{reverse('playlists:compare_ear', args=[pk])}?a={a.number}&b={b.number}"
    if "again" in request.POST:
        hearing_drop(playlist=playlist, a=a, b=b, user=request.user)
        return redirect(here)
    pairs, chosen = _pairs(request.POST), _chosen(request.POST)
    try:
        done = hearing_save(
            playlist=playlist, a=a, b=b, user=request.user, pairs=pairs, chosen=chosen
        )
    except PlaylistProblem as problem:
        if len(chosen) < len(pairs):
            return JsonResponse({"detail": str(problem), "code": problem.code}, status=409)
        messages.error(request, str(problem))
        return redirect(here)
    if not done:
        return HttpResponse(status=204)
    return redirect(result_address(playlist, a, b, pairs, chosen))


@require_POST
@merchant_required
def keep_heard(request: MerchantRequest, pk: int) -> HttpResponse:
    """Keep what was chosen by ear: one's own verdicts from now on, and a version with them."""
    playlist = own_playlist(request, pk)
    a, b = (_version(playlist, request.POST, name) for name in ("a", "b"))
    outcome = outcome_of(playlist, a, b, _pairs(request.POST), _chosen(request.POST))
    kept = [track.pk for track in outcome.preferred] if outcome else []
    try:
        made = feedback_give(playlist=playlist, user=request.user, accept=kept)
    except PlaylistProblem as problem:
        messages.error(request, str(problem))
    else:
        words = ngettext(
            "The one you chose is kept; version %(number)s was made with it.",
            "The %(count)s you chose are kept; version %(number)s was made with them.",
            len(kept),
        )
        messages.success(request, words % {"count": len(kept), "number": made.number})
    return redirect("playlists:detail", playlist.pk)


def _context(request: MerchantRequest, playlist: Playlist) -> dict[str, object]:
    return {
        "playlist": playlist,
        "store": playlist.store,
        "may_manage": may(request.membership, Membership.Role.MANAGER),
    }


def _asked(
    request: MerchantRequest, playlist: Playlist, rounds: list[Round]
) -> tuple[PlaylistVersion, PlaylistVersion]:
    """The two versions of the address. What it leaves out is the newest and its neighbour."""
    if "a" in request.GET and "b" in request.GET:
        return _both(playlist, request.GET)
    newest, before = rounds[0].version, rounds[1].version
    name = "a" if "a" in request.GET else "b"
    if name not in request.GET:
        return before, newest
    asked = _version(playlist, request.GET, name)
    return asked, before if asked.number == newest.number else newest


def _both(playlist: Playlist, query: QueryDict) -> tuple[PlaylistVersion, PlaylistVersion]:
    """The earlier and the later one; Http404 for a version that is not there."""
    found = [_version(playlist, query, name) for name in ("a", "b")]
    a, b = sorted(found, key=lambda version: version.number)
    return a, b


def _version(playlist: Playlist, query: QueryDict, name: str) -> PlaylistVersion:
    number = whole_number(query.get(name, ""))
    if number is None or number >= 2**31:
        raise Http404
    return get_object_or_404(playlist.versions.select_related("created_by"), number=number)


def _pairs(query: QueryDict) -> list[tuple[int, int]]:
    """`pair=12-33` for each pair; what is no pair of numbers is a pair of nothing."""
    found = []
    for text in query.getlist("pair")[: PAIRS + 1]:
        one, _dash, other = text.partition("-")
        found.append((whole_number(one) or 0, whole_number(other) or 0))
    return found


def _chosen(query: QueryDict) -> list[int]:
    texts = query.getlist("chose")[: PAIRS + 1]
    return [-1 if (number := whole_number(text)) is None else number for text in texts]
