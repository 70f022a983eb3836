"""A comparison by ear, kept with every answer: a reload or another device goes on with it.

What came of it stays on record beside the versions; it teaches nothing and decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from licensing.rights.selectors import decisions_for
from merchant_app import music
from merchant_app.accounts.models import User
from merchant_app.playlists.comparison.ear import Excerpt, excerpt_of, outcome_of
from merchant_app.playlists.comparison.versions import Comparison, items_of
from merchant_app.playlists.models import Hearing, Playlist, PlaylistVersion
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.versions import lock

Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Heard:
    """What one person's last comparison of two versions came to; address: all of it."""

    name: str
    for_a: int
    for_b: int
    at: datetime
    address: str


@dataclass(frozen=True)
class Resumed:
    """pairs: those answered, then those that may still be heard; chosen: the answers so far."""

    pairs: list[tuple[Excerpt, Excerpt]]
    chosen: list[int]


def hearing_under_way(
    playlist: Playlist, a: PlaylistVersion, b: PlaylistVersion, user: User
) -> Hearing | None:
    """This person's comparison of the two with an answer and without an end."""
    row = _latest(playlist, a, b, user)
    return row if row is not None and row.finished_at is None and row.chosen else None


def hearing_save(
    *,
    playlist: Playlist,
    a: PlaylistVersion,
    b: PlaylistVersion,
    user: User,
    pairs: Pairs,
    chosen: Sequence[int],
) -> bool:
    """Keep how far it is; whether every pair is answered now. Sent twice it is kept once.

    Raises PlaylistProblem, nothing stored: hearing_of_others where the answers do not belong to
    these two versions, hearing_elsewhere where other pairs were begun on another device.
    """
    open_ = [0] * (len(pairs) - len(chosen))
    if outcome_of(playlist, a, b, pairs, [*chosen, *open_]) is None:
        raise PlaylistProblem("hearing_of_others")
    asked = [list(pair) for pair in pairs]
    done = len(chosen) == len(pairs)
    with transaction.atomic():
        row = _latest(lock(playlist), a, b, user)
        if row is not None and row.finished_at is not None:
            if row.pairs == asked and not done:
                return False  # an answer that was overtaken by the last one
            row = row if row.pairs == asked else None
        elif row is not None and asked[: len(row.chosen)] != row.pairs[: len(row.chosen)]:
            raise PlaylistProblem("hearing_elsewhere")
        row = row or Hearing(playlist=playlist, user=user, earlier=a.number, later=b.number)
        row.pairs, row.chosen = asked, list(chosen)
        row.finished_at = timezone.now() if done else None
        row.save()
    return done


def hearing_drop(*, playlist: Playlist, a: PlaylistVersion, b: PlaylistVersion, user: User) -> None:
    """Let go of what is under way; the next pairs are others."""
    Hearing.objects.filter(
        playlist=playlist, user=user, earlier=a.number, later=b.number, finished_at=None
    ).delete()


def resumed(
    hearing: Hearing, playlist: Playlist, a: PlaylistVersion, b: PlaylistVersion, user: User
) -> Resumed | None:
    """What is left to hear, rights asked anew; None where nothing is."""
    tracks = {item.track_id: item.track for version in (a, b) for item in items_of(version)}
    ids = {track for pair in hearing.pairs for track in pair}
    decided = decisions_for(ids & tracks.keys(), music.use_for(playlist.store))
    answered = len(hearing.chosen)
    left = [
        pair
        for pair in hearing.pairs[answered:]
        if all(track in tracks and decided[track].allowed for track in pair)
    ]
    if not left or not tracks.keys() >= {
        track for pair in hearing.pairs[:answered] for track in pair
    }:
        return None
    return Resumed(
        pairs=[
            (excerpt_of(tracks[one], playlist, user), excerpt_of(tracks[other], playlist, user))
            for one, other in [*hearing.pairs[:answered], *left]
        ],
        chosen=list(hearing.chosen),
    )


def heard_of(playlist: Playlist, comparison: Comparison) -> list[Heard]:
    """What came of comparing these two by ear: each person's last, the newest first. One query."""
    a, b = comparison.a, comparison.b
    only_a = {each.track.pk for each in comparison.went}
    only_b = {each.track.pk for each in comparison.came}
    rows = Hearing.objects.filter(
        playlist=playlist, earlier=a.number, later=b.number, finished_at__isnull=False
    ).select_related("user")
    found: dict[int, Heard] = {}
    for row in rows.order_by("-finished_at"):
        if row.user_id not in found and row.finished_at:
            found[row.user_id] = Heard(
                name=row.user.name or row.user.email,
                for_a=sum(track in only_a for track in row.chosen),
                for_b=sum(track in only_b for track in row.chosen),
                at=row.finished_at,
                address=result_address(playlist, a, b, row.pairs, row.chosen),
            )
    return list(found.values())


def result_address(
    playlist: Playlist,
    a: PlaylistVersion,
    b: PlaylistVersion,
    pairs: Sequence[Sequence[int]],
    chosen: Sequence[int],
) -> str:
    """The page that says what came of these answers."""
    query = [("a", a.number), ("b", b.number)]
    said = [("pair", f"{one}-{other}") for one, other in pairs] + [
        ("chose", str(each)) for each in chosen
    ]
    address = reverse("playlists:compare_ear", args=[playlist.pk])
    return f"{address}?{urlencode([*query, *said])}"


def _latest(
    playlist: Playlist, a: PlaylistVersion, b: PlaylistVersion, user: User
) -> Hearing | None:
    return Hearing.objects.filter(
        playlist=playlist, user=user, earlier=a.number, later=b.number
    ).first()
