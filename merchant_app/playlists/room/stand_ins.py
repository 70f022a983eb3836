"""The songs of a brief, and the cleared tracks that stand in for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from licensing.rights.licence_words import LicenceWords
from merchant_app.briefs.models import Seed
from merchant_app.playlists.models import Playlist
from merchant_app.playlists.selectors import VersionView

SHOWN_SEEDS = 40


@dataclass(frozen=True)
class StandIn:
    """A song of the brief, and the cleared track that stands in for it."""

    seed: Seed
    similarity: float | None
    #: Its stand-in is in the list and can be heard from here.
    listed: bool
    #: Why the song itself may not be played here, as a sentence; empty where it may, or is unknown.
    why_not: str = ""

    @property
    def itself(self) -> bool:
        """The song itself is in the catalogue and may be played."""
        return self.seed.track_id is not None and self.seed.track_id == self.seed.substitute_id


def seeds_shown(playlist: Playlist) -> list[Seed]:
    """The songs of its brief that were heard."""
    if playlist.brief_id is None:
        return []
    return list(
        Seed.objects.filter(brief=playlist.brief_id)
        .exclude(outcome=Seed.Outcome.FAILED)  # what was no music has no stand-in
        .select_related("substitute", "track")[:SHOWN_SEEDS]
    )


def stand_ins(seeds: Iterable[Seed], view: VersionView) -> list[StandIn]:
    """Each of these songs with its substitute and why it needs one.

    The view was asked for the licences of their own tracks as well.
    """
    listed = {row.item.track_id for row in view.items}
    return [
        StandIn(
            seed,
            seed.similarity,
            seed.substitute_id in listed,
            why_not=_why_not(view.licences, seed.track_id),
        )
        for seed in seeds
    ]


def _why_not(licences: dict[int, LicenceWords], track_id: int | None) -> str:
    if track_id is None or licences[track_id]["allowed"]:
        return ""
    return licences[track_id]["summary"]
