"""What was said of a playlist's tracks and not taken back: read once for all that a page shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from merchant_app.playlists.models import Playlist, Verdict


@dataclass(frozen=True)
class Spoken:
    """One verdict on record. voter is None for the shop's own people, and counts for colleagues."""

    order: int
    kind: str
    track: int
    at: datetime
    user: int | None
    user_name: str
    voter: int | None
    voter_name: str
    counts: bool

    @property
    def own(self) -> bool:
        """Said by the shop's own people; votes through a link only teach."""
        return self.voter is None


def spoken_of(playlist: Playlist) -> list[Spoken]:
    """Every verdict that was not taken back, oldest first. One query."""
    rows = (
        Verdict.objects.filter(playlist=playlist, undone_at=None)
        .order_by("pk")
        .values_list(
            "pk", "kind", "track_id", "created_at", "user_id", "user__name", "user__email",
            "voter_id", "voter__name", "voter__counts",
        )
    )  # fmt: skip
    return [
        Spoken(pk, kind, track, at, user, name or email or "", voter, called or "", counts is True)
        for pk, kind, track, at, user, name, email, voter, called, counts in rows
    ]


def own_verdicts(said: Iterable[Spoken]) -> list[tuple[str, int]]:
    """(kind, track id) of what the shop's own people said, in its order."""
    return [(each.kind, each.track) for each in said if each.own]
