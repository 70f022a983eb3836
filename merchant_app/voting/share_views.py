"""The shop's side of voting: links given out, renewed, ended; people left out, votes taken over."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from merchant_app.accounts.access import (
    MerchantRequest,
    may,
    merchant_required,
    own_or_404,
)
from merchant_app.accounts.models import Membership
from merchant_app.numbers import whole_number
from merchant_app.playlists.access import own_playlist
from merchant_app.playlists.comparison.versions import items_of
from merchant_app.playlists.models import Playlist, Verdict
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.spoken import spoken_of
from merchant_app.ui.qr import drawn_code
from merchant_app.voting.live import stamp_of
from merchant_app.voting.models import ShareLink, Voter
from merchant_app.voting.problems import VotingProblem
from merchant_app.voting.services.links import (
    DAYS,
    USUAL_DAYS,
    link_create,
    link_end,
    link_renew,
)
from merchant_app.voting.services.removing import link_remove
from merchant_app.voting.services.taking_over import votes_take
from merchant_app.voting.services.voters import voter_switch
from merchant_app.voting.tally import tally_of

MANAGER = Membership.Role.MANAGER
FRESH = "fresh_share_link"  # the name of a place in the session
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@merchant_required(role=MANAGER)
def share(request: MerchantRequest, pk: int) -> HttpResponse:
    """The links of a playlist; POST makes one, which the next page shows once."""
    playlist = own_playlist(request, pk)
    problem = ""
    if request.method == "POST":
        days = whole_number(request.POST.get("days", "")) or 0
        try:
            _link, secret = link_create(playlist=playlist, user=request.user, days=days)
        except (VotingProblem, PlaylistProblem) as error:
            problem = str(error)
        else:
            request.session[FRESH] = [playlist.pk, secret]
            return redirect("voting:share", playlist.pk)
    context = {
        "playlist": playlist,
        "store": playlist.store,
        "days": DAYS,
        "usual_days": USUAL_DAYS,
        "problem": problem,
        "may_remove_votes": may(request.membership, Membership.Role.OWNER),
        **links_of(playlist),
        **_fresh(request, playlist),
    }
    return render(request, "voting/share.html", context, status=422 if problem else 200)


def links_of(playlist: Playlist) -> dict[str, list[ShareLink]]:
    """Those that work (`links`) and those that do not (`past`), newest first, with their people."""
    rows = ShareLink.objects.filter(playlist=playlist).select_related("created_by")
    every = list(rows.prefetch_related("voters"))
    return {
        "links": [link for link in every if link.live],
        "past": [link for link in every if not link.live],
    }


def _fresh(request: HttpRequest, playlist: Playlist) -> dict[str, object]:
    """The link that was just made, once; nothing on every later look."""
    kept = request.session.pop(FRESH, None)
    if not kept or kept[0] != playlist.pk:
        return {}
    address = request.build_absolute_uri(reverse("voting:vote", args=[kept[1]]))
    return {
        "address": address,
        "code": drawn_code(address),
        "this_machine_only": urlsplit(address).hostname in THIS_MACHINE,
    }


def _own_link(request: MerchantRequest, pk: int) -> ShareLink:
    rows = ShareLink.objects.select_related("playlist__store__organisation")
    return own_or_404(request, rows, pk, via="playlist__store__organisation")


@require_POST
@merchant_required(role=MANAGER)
def renew(request: MerchantRequest, pk: int) -> HttpResponse:
    """Let a link work again, or longer: the same address, the same people."""
    link = _own_link(request, pk)
    try:
        link_renew(link=link, days=USUAL_DAYS)
    except (VotingProblem, PlaylistProblem) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The same address works again, for everybody who has it."))
    return redirect("voting:share", link.playlist_id)


@require_POST
@merchant_required(role=MANAGER)
def remove(request: MerchantRequest, pk: int) -> HttpResponse:
    """Take a link that works no more off the list; what was said through it is an owner's to."""
    link = _own_link(request, pk)
    owns = may(request.membership, Membership.Role.OWNER)
    try:
        if not owns and Verdict.objects.filter(voter__link=link).exists():
            raise VotingProblem("only_owners")
        votes = link_remove(link=link, user=request.user)
    except (VotingProblem, PlaylistProblem) as problem:
        messages.error(request, str(problem))
    else:
        words = ngettext(
            "The link was removed, and one vote with it.",
            "The link was removed, and %(count)s votes with it.",
            votes,
        )
        said = words % {"count": votes} if votes else _("The link was removed.")
        messages.success(request, said)
    return redirect("voting:share", link.playlist_id)


@require_POST
@merchant_required(role=MANAGER)
def end(request: MerchantRequest, pk: int) -> HttpResponse:
    """End a link at once."""
    link = _own_link(request, pk)
    link_end(link=link)
    messages.success(request, _("The link has ended. The votes given through it stay."))
    return redirect("voting:share", link.playlist_id)


@require_POST
@merchant_required(role=MANAGER)
def count(request: MerchantRequest, pk: int) -> HttpResponse:
    """Let a person's votes count, or leave them out."""
    rows = Voter.objects.select_related("link")
    voter = own_or_404(request, rows, pk, via="link__playlist__store__organisation")
    counts = request.POST.get("counts") == "yes"
    voter_switch(voter=voter, counts=counts)
    said = (
        _("The votes of %(name)s count again from the next round.")
        if counts
        else _("The next round learns nothing from %(name)s.")
    )
    messages.success(request, said % {"name": voter.name})
    return redirect(f"{reverse('playlists:detail', args=[voter.link.playlist_id])}#votes")


@require_GET
@never_cache
@merchant_required
def tally(request: MerchantRequest, pk: int) -> HttpResponse:
    """The card of votes on `version` as it stands now; 204 where `seen` is what there is."""
    playlist = own_playlist(request, pk)
    said = spoken_of(playlist)
    stamp = stamp_of(said)
    if request.GET.get("seen") == stamp:
        return HttpResponse(status=204)
    number = whole_number(request.GET.get("version", "")) or playlist.version_number
    version = get_object_or_404(playlist.versions, number=min(number, 2**31 - 1))
    context = {
        "playlist": playlist,
        "version": version,
        "is_current": version.number == playlist.version_number,
        "votes": tally_of(playlist, [item.track for item in items_of(version)], said=said),
        "stamp": stamp,
        "may_manage": may(request.membership, MANAGER),
    }
    return render(request, "playlists/votes_body.html", context)


@require_POST
@merchant_required
def take(request: MerchantRequest, pk: int) -> HttpResponse:
    """Make one person's votes (`voter`), or what all agree on, one's own verdicts."""
    playlist = own_playlist(request, pk)
    asked = request.POST.get("voter", "")
    voter = None
    if asked:
        rows = Voter.objects.filter(link__playlist=playlist)
        own = "link__playlist__store__organisation"
        voter = own_or_404(request, rows, whole_number(asked) or 0, via=own)
    try:
        made, taken = votes_take(
            playlist=playlist,
            user=request.user,
            voter=voter,
            version=whole_number(request.POST.get("version", "")),
        )
    except (VotingProblem, PlaylistProblem) as problem:
        messages.error(request, str(problem))
    else:
        words = ngettext(
            "One vote is yours now; version %(number)s was made with it.",
            "%(count)s votes are yours now; version %(number)s was made with them.",
            taken,
        )
        messages.success(request, words % {"count": taken, "number": made.number})
    return redirect("playlists:detail", playlist.pk)
