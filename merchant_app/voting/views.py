"""The pages behind a shared link: no sign-in, one playlist, one vote at a time.

The secret in the address is the key. It stays out of other sites' logs by SECURE_REFERRER_POLICY;
a stricter "no-referrer" would make the forms' Origin "null", which CSRF protection refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from merchant_app.accounts.lockout import client_address
from merchant_app.numbers import whole_number
from merchant_app.ui.qr import drawn_code
from merchant_app.voting.ballot import ballot_of
from merchant_app.voting.limits import too_often
from merchant_app.voting.models import ShareLink, Voter
from merchant_app.voting.problems import VotingProblem
from merchant_app.voting.results import likenesses_of, results_of
from merchant_app.voting.services.devices import CODE_S, code_for, secret_of
from merchant_app.voting.services.links import link_of
from merchant_app.voting.services.voters import voter_join, voter_of
from merchant_app.voting.services.votes import VOTES, vote_give

COOKIE = "foyer_voter"
LISTEN = "listen"  # the page begins to play: "Start listening" was pressed
#: Longer than any link at first: one that is renewed finds its people again.
REMEMBERED_S = 180 * 24 * 3600
View = Callable[..., HttpResponse]


class LinkRequest(HttpRequest):
    """A request after `with_link`: the link lives, and who votes is known once they said so."""

    link: ShareLink
    voter: Voter | None


def with_link(what: str) -> Callable[[View], View]:
    """Open a view to whoever has a living link, `what` often (`limits.RATES`)."""

    def decorate(inner: View) -> View:
        @never_cache
        @wraps(inner)
        def checked(request: HttpRequest, token: str, **arguments: Any) -> HttpResponse:
            if too_often(request, what, client_address(request)):
                return _headed(_too_fast(request))
            link = link_of(token)
            if link is None or not link.live:
                status = 404 if link is None else 410
                return _headed(_refused(request, status, str(VotingProblem("link_ended"))))
            asking = cast("LinkRequest", request)
            asking.link = link
            asking.voter = voter_of(link, request.COOKIES.get(COOKIE, ""))
            return _headed(inner(asking, token, **arguments))

        return checked

    return decorate


def _too_fast(request: HttpRequest) -> HttpResponse:
    return _refused(request, 429, _("Too many requests. Wait a moment and try again."))


def _headed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _refused(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """The answer in the form that was asked for: JSON to the script, a page to a person."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"detail": sentence}, status=status)
    page = "errors/429.html" if status == 429 else "voting/ended.html"
    return render(request, page, status=status)


@require_safe
@with_link("open")
def vote(request: LinkRequest, token: str) -> HttpResponse:
    """The tracks one by one; before that, the question who votes."""
    if request.voter is None:
        return _join_page(request, token)
    context = {
        **_about(request, token),
        "ballot": ballot_of(_with(request.voter, request.link)),
    }
    return render(request, "voting/ballot.html", context)


@require_POST
@with_link("join")
def join(request: LinkRequest, token: str) -> HttpResponse:
    """Take a name, or a code of another device; the answer sets this device's cookie."""
    if request.voter is not None:  # the form was sent twice, or from an old tab
        return redirect("voting:vote", token)
    name, typed = request.POST.get("name", ""), request.POST.get("code", "")
    try:
        if typed:
            secret = secret_of(request.link, typed)
        else:
            another = request.POST.get("another") == "yes"
            _voter, secret = voter_join(link=request.link, name=name, another=another)
    except VotingProblem as problem:
        return _join_page(request, token, name=name, typed=typed, problem=problem)
    answer = redirect(f"{reverse('voting:vote', args=[token])}#{LISTEN}")
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=REMEMBERED_S,
        path=reverse("voting:vote", args=[token]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",  # "Strict" would forget who came when the link is opened from a chat
    )
    return answer


@require_POST
@with_link("join")
def code(request: LinkRequest, token: str) -> HttpResponse:
    """A code, and the same as a picture, by which one goes on on another device."""
    if request.voter is None:
        return redirect("voting:vote", token)
    made = code_for(request.link, request.COOKIES[COOKIE])
    address = request.build_absolute_uri(reverse("voting:vote", args=[token]))
    context = {
        **_about(request, token),
        "code": made,
        "picture": drawn_code(f"{address}?code={made}"),
        "minutes": CODE_S // 60,
    }
    return render(request, "voting/code.html", context)


@require_POST
@with_link("say")
def say(request: LinkRequest, token: str) -> HttpResponse:
    """One vote, as JSON: how far this person is, and which version they vote on."""
    tracks, said = request.POST.getlist("track"), request.POST.get("vote", "?")
    if request.voter is not None and too_often(request, "vote", request.voter.pk):
        return _too_fast(request)
    try:
        if request.voter is None:
            raise VotingProblem("who_are_you")
        if len(tracks) != 1 or said not in VOTES:
            raise VotingProblem("one_at_a_time")
        if (track_id := whole_number(tracks[0])) is None:
            raise VotingProblem("not_listed")
        vote_give(
            voter=request.voter,
            track_id=track_id,
            vote=said,
            version=whole_number(request.POST.get("version", "")),
            heard_ms=whole_number(request.POST.get("heard_ms", "")),
        )
    except VotingProblem as problem:
        status = {"who_are_you": 403, "link_ended": 410, "not_cleared": 409}.get(problem.code, 400)
        return JsonResponse({"detail": str(problem), "code": problem.code}, status=status)
    ballot = ballot_of(_with(request.voter, request.link))
    return JsonResponse(
        {
            "voted": ballot.voted,
            "tracks": len(ballot.rows),
            "finished": ballot.finished,
            "version": ballot.version_number,
        }
    )


@require_safe
@with_link("open")
def done(request: LinkRequest, token: str) -> HttpResponse:
    """Thanks, and how everybody voted through this link; only for whoever has voted on all."""
    if request.voter is None:
        return redirect("voting:vote", token)
    ballot = ballot_of(_with(request.voter, request.link))
    if not ballot.finished:
        return redirect("voting:vote", token)
    results = results_of(request.voter, [row.track for row in ballot.rows])
    context = {
        **_about(request, token),
        "results": results,
        "likenesses": likenesses_of(results),
    }
    return render(request, "voting/done.html", context)


def _join_page(
    request: LinkRequest,
    token: str,
    *,
    name: str = "",
    typed: str = "",
    problem: VotingProblem | None = None,
) -> HttpResponse:
    context = {
        **_about(request, token),
        "name": name[:200],
        "typed": (typed or request.GET.get("code", ""))[:20],
        "problem": str(problem or ""),
        "problem_code": problem.code if problem else "",
    }
    asked_only = problem is None or problem.code == "name_taken"  # a question, not a fault
    return render(request, "voting/join.html", context, status=200 if asked_only else 422)


def _about(request: LinkRequest, token: str) -> dict[str, Any]:
    playlist = request.link.playlist
    return {
        "token": token,
        "link": request.link,
        "voter": request.voter,
        "playlist_name": playlist.name,
        "store_name": playlist.store.name,
    }


def _with(voter: Voter, link: ShareLink) -> Voter:
    """The voter, with the link at hand that was read already."""
    voter.link = link
    return voter
