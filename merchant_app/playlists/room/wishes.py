"""Wishes set by hand in the listening room: stronger, turned round, locked, forbidden, removed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from matching.intent.state import Wish, facet_wish_key
from merchant_app.accounts.access import MerchantRequest, merchant_required
from merchant_app.accounts.models import Membership
from merchant_app.numbers import whole_number
from merchant_app.playlists.access import own_playlist
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.room.views import round_sent, show_next
from merchant_app.playlists.room.wish_cards import STEPS
from merchant_app.playlists.services.versions import current_version
from merchant_app.playlists.services.wishes import wish_set

#: How strongly "more" and "less" are meant until the slider says otherwise.
MORE, LESS = 0.8, 0.4


@dataclass(frozen=True)
class Asked:
    """What one press asks for; strength None keeps it as it is."""

    key: str
    direction: int
    strength: float | None = None
    locked: bool = False
    removed: bool = False
    never: bool = False


@require_POST
@merchant_required(role=Membership.Role.MANAGER)
def wish(request: MerchantRequest, pk: int) -> HttpResponse:
    """Change one wish and show the next version. Verdicts not yet sent count too.

    `wish` is key|direction; `action` set, more, less, lock, unlock, forbid, remove, or tune with
    `step` (1..5) and `direction`. `ask` says all in one, key|direction|action.
    """
    playlist = own_playlist(request, pk)
    key, side, action = _said(request)
    turned = request.POST.get("direction") or side
    asked = Asked(key, -1 if turned == "-1" else 1)
    step = whole_number(request.POST.get("step", "")) or STEPS

    def made() -> PlaylistVersion:
        round_sent(request, playlist)
        wanted = _asked(playlist, asked, action, step)
        return wish_set(
            playlist=playlist,
            user=request.user,
            key=wanted.key,
            direction=wanted.direction,
            strength=wanted.strength,
            locked=wanted.locked,
            removed=wanted.removed,
            never=wanted.never,
        )

    return show_next(request, playlist, made, moved=True)


def _said(request: HttpRequest) -> tuple[str, str, str]:
    """The key, the direction as it was written, and the action."""
    ask = request.POST.get("ask", "")
    if ask:
        wish, _bar, action = ask.rpartition("|")
    else:
        wish, action = request.POST.get("wish", ""), request.POST.get("action", "set")
    key, _bar, side = wish.partition("|")
    return key, side, action


def _asked(playlist: Playlist, asked: Asked, action: str, step: int) -> Asked:
    """What the press on `action` asks for, given the wish as it stands."""
    known = _known(playlist, asked.key)
    match action:
        case "tune":
            key = _turned(asked.key, asked.direction)
            share = min(max(step, 1), STEPS) / STEPS
            return replace(
                asked, key=key, strength=share, locked=known is not None and known.locked
            )
        case "more":
            return replace(asked, strength=MORE)
        case "less":
            return replace(asked, direction=-1, strength=LESS)
        case "forbid":
            return replace(asked, never=True)
        case "lock":
            return replace(asked, locked=True)
        case "unlock":
            return replace(asked, strength=known.strength if known else None)
        case "remove":
            return replace(asked, removed=True)
        case _:
            return replace(asked, strength=known.strength if known else None)


def _known(playlist: Playlist, key: str) -> Wish | None:
    subject = Wish(key, 1, 1.0, "owner").subject
    wishes = (Wish.from_json(row) for row in current_version(playlist).wishes)
    return next((each for each in wishes if each.subject == subject), None)


def _turned(key: str, direction: int) -> str:
    """A facet's key says its direction itself."""
    subject = Wish(key, 1, 1.0, "owner").subject
    if subject == key or not subject.startswith("facet:"):
        return key
    return facet_wish_key(subject.removeprefix("facet:"), direction)
