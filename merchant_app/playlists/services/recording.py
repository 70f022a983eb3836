"""Verdicts on record: each once, with what its person was shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from matching.intent.state import ACCEPTING, REJECTING
from merchant_app.accounts.models import User
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion, Verdict
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.said import LARGEST_ID, Said
from merchant_app.playlists.survivors import survivors
from merchant_app.voting.models import Voter

#: What marks a row that came along when its playlist was copied: said once, counted twice.
COPY_OF = "copy_of"


@dataclass(frozen=True)
class Shown:
    """Where a version had a track."""

    number: int
    position: int
    guess: bool
    chance: float | None
    shown_with: float
    made_with: dict[str, Any]


def verdicts_record(
    playlist: Playlist,
    said: Sequence[Said],
    *,
    user: User | None = None,
    voter: Voter | None = None,
    version: int | None = None,
) -> list[Verdict]:
    """Store what is new of `said` and return those rows. The playlist's row must be locked.

    A click that was stored before, and the same kind again by the same person where nobody else
    decided otherwise since, are no new rows; a changed mind is one. `version` is the one that
    showed the tracks; without it, and for tracks it has not, the newest that listed them. Raises
    PlaylistProblem, nothing stored: not_in_playlist, click_reused.
    """
    new = _unstored(playlist, said, user, voter)
    shown = _shown(playlist, {each.track for each in new}, version)
    for each in new:
        if each.track not in shown:
            raise PlaylistProblem("not_in_playlist", track=each.track)
    standing = _Standing(playlist, {each.track for each in new}, user, voter)
    rounds = list(
        playlist.versions.filter(origin=PlaylistVersion.Origin.FEEDBACK).values_list(
            "number", flat=True
        )
    )
    rows = [
        _row(playlist, each, shown[each.track], rounds, user, voter)
        for each in new
        if standing.takes(each)
    ]
    return Verdict.objects.bulk_create(rows)


def verdicts_copy(verdicts: Iterable[Verdict], *, to: Playlist) -> list[Verdict]:
    """The same verdicts for a playlist made from another one, marked as copies."""
    copies = []
    for verdict in verdicts:
        origin = verdict.made_with.get(COPY_OF, verdict.pk)
        verdict.pk, verdict.playlist, verdict.version_number = None, to, 1
        verdict._state.adding = True
        verdict.made_with = {**verdict.made_with, COPY_OF: origin}
        copies.append(verdict)
    return Verdict.objects.bulk_create(copies)


def _row(
    playlist: Playlist,
    said: Said,
    shown: Shown,
    rounds: Collection[int],
    user: User | None,
    voter: Voter | None,
) -> Verdict:
    return Verdict(
        playlist=playlist,
        version_number=shown.number,
        track_id=said.track,
        kind=said.kind,
        click=said.stored_click,
        user=user,
        voter=voter,
        brief_number=playlist.brief_id,
        round_number=1 + sum(number <= shown.number for number in rounds),
        position=shown.position,
        guess=shown.guess,
        chance=shown.chance,
        shown_with=shown.shown_with,
        heard_ms=said.stored_heard_ms,
        made_with=shown.made_with,
    )


def _unstored(
    playlist: Playlist, said: Sequence[Said], user: User | None, voter: Voter | None
) -> list[Said]:
    """`said` without the clicks that are on record already, or come twice in it."""
    clicks = {each.stored_click for each in said} - {""}
    person: tuple[int | None, int | None] = (user.pk if user else None, voter.pk if voter else None)
    known: dict[str, tuple[int, str, tuple[int | None, int | None]]] = {
        click: (track, kind, (by, colleague))
        for click, track, kind, by, colleague in Verdict.objects.filter(
            playlist=playlist, click__in=clicks
        ).values_list("click", "track_id", "kind", "user_id", "voter_id")
    } if clicks else {}  # fmt: skip
    new = []
    for each in said:
        what = (each.track, each.kind, person)
        if known.get(each.stored_click, what) != what:
            raise PlaylistProblem("click_reused", click=each.click[:80])
        if each.stored_click not in known:
            new.append(each)
        if each.stored_click:
            known[each.stored_click] = what
    return new


def _shown(playlist: Playlist, tracks: set[int], version: int | None) -> dict[int, Shown]:
    """Track id → where it was shown. What was merged is judged by the track that plays for it."""
    every = PlaylistItem.objects.filter(version__playlist=playlist).order_by("version__number")
    rows = _items(every.filter(track__in=[track for track in tracks if track < LARGEST_ID]))
    if not tracks.issubset(track for track, _shown in rows):
        rows = _items(every)
        stand_in = survivors({track for track, _shown in rows})
        rows += [(stand_in[track], shown) for track, shown in rows if stand_in[track] != track]
        rows.sort(key=lambda row: row[1].number)
    found: dict[int, Shown] = {}
    for track, shown in rows:
        if track not in found or found[track].number != version:
            found[track] = shown
    return found


def _items(rows: Any) -> list[tuple[int, Shown]]:
    return [
        (track, Shown(*shown))
        for track, *shown in rows.values_list(
            "track_id", "version__number", "position", "guess", "chance", "shown_with",
            "version__made_with",
        )
    ]  # fmt: skip


class _Standing:
    """What counts of each track now, so that saying it again is no news."""

    def __init__(
        self, playlist: Playlist, tracks: set[int], user: User | None, voter: Voter | None
    ) -> None:
        self._mine: dict[int, str] = {}
        self._decided: dict[int, bool] = {}
        live = Verdict.objects.filter(playlist=playlist, track__in=tracks, undone_at=None)
        live = live.filter(voter=voter)  # a vote stands beside what the shop's people decide
        rows = live.order_by("pk").values_list("track_id", "kind", "user_id")
        for track, kind, by in rows:
            if voter is not None or by == (user.pk if user else None):
                self._mine[track] = kind
            self._decide(track, kind)

    def takes(self, said: Said) -> bool:
        """Whether this is news; if so it stands from now on."""
        again = self._mine.get(said.track) == said.kind
        overruled = _side(said.kind) not in (None, self._decided.get(said.track))
        if again and not overruled:
            return False
        self._mine[said.track] = said.kind
        self._decide(said.track, said.kind)
        return True

    def _decide(self, track: int, kind: str) -> None:
        side = _side(kind)
        if side is not None:
            self._decided[track] = side


def _side(kind: str) -> bool | None:
    """True for keeping, False for barring, None for a skip, which decides nothing."""
    if kind in ACCEPTING:
        return True
    return False if kind in REJECTING else None
