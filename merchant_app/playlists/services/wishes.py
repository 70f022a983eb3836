"""Setting, locking and taking away wishes by hand: each makes the next version."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from matching.intent.state import Wish
from matching.profile.track import FACETS
from matching.retrieval.tag_groups import TAG_GROUPS
from merchant_app.accounts.models import User
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.versions import current_version, lock, next_version

_TAGS = frozenset(group.name for group in TAG_GROUPS)
_SIDES = {"higher": 1, "lower": -1}


def wish_set(
    *,
    playlist: Playlist,
    user: User,
    key: str,
    direction: int = 1,
    strength: float | None = None,
    locked: bool = False,
    removed: bool = False,
    never: bool = False,
) -> PlaylistVersion:
    """Set, lock or take away one wish, and return the next version.

    Locking a wish that is there keeps its strength unless one is given, and tuning one keeps the
    band that the brief asks for. `never` keeps every track out that surely has it; taken away it
    leaves no trace, as allowing something again asks for nothing. A facet's key says its direction
    itself (`facet:tempo_bpm:lower`). Raises PlaylistProblem for a key nobody can wish for or
    forbid, for taking away what is not there, and where nothing would be left to play.
    """
    with transaction.atomic():
        row = lock(playlist)
        wishes = {
            wish.subject: wish
            for wish in (Wish.from_json(each) for each in current_version(row).wishes)
        }
        asked = _asked(key, direction, strength, locked)
        known = wishes.get(asked.subject)
        if never and not (removed or key.startswith("tag:")):
            raise PlaylistProblem("never_needs_a_thing", key=key)
        if never:
            asked = replace(asked, direction=-1, strength=1.0, locked=True, never=True)
        if removed:
            if known is None:
                raise PlaylistProblem("no_such_wish", key=key)
            asked = replace(known, locked=locked, removed=True)
        elif known is None and not _can_be_wished(key):
            raise PlaylistProblem("unknown_wish", key=key)
        elif known is not None and locked and strength is None and _same_way(known, asked):
            asked = replace(known, locked=True, removed=False, never=never or known.never)
        elif known is not None and known.banded and _same_way(known, asked):
            asked = _retuned(known, asked)
        wishes[asked.subject] = asked
        kept = [
            wish
            for wish in wishes.values()
            if (wish.origin == "owner" or wish.locked or wish.removed)
            and not (wish.never and wish.removed)
        ]
        made = next_version(row, origin=PlaylistVersion.Origin.WISH, user=user, wishes=kept)
    playlist.version_number = made.number
    return made


def _asked(key: str, direction: int, strength: float | None, locked: bool) -> Wish:
    side = _SIDES.get(key.rpartition(":")[2])
    return Wish(
        key=key,
        direction=side or (1 if direction >= 0 else -1),
        strength=1.0 if strength is None else min(max(strength, 0.0), 1.0),
        origin="owner",
        locked=locked,
    )


def _retuned(known: Wish, asked: Wish) -> Wish:
    """The wish for a band, as strong as asked; as the brief had it, it is the brief's again."""
    as_it_was = known.origin == "brief" and asked.strength == known.strength
    origin = known.origin if as_it_was else asked.origin
    return replace(
        known, strength=asked.strength, origin=origin, locked=asked.locked, removed=False
    )


def _same_way(known: Wish, asked: Wish) -> bool:
    return known.direction == asked.direction


def _can_be_wished(key: str) -> bool:
    kind, _colon, name = key.partition(":")
    if kind == "tag":
        return name in _TAGS
    facet, _colon, side = name.rpartition(":")
    return kind == "facet" and facet in FACETS and side in _SIDES
