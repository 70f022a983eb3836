"""What a playlist has said of tracks so far, as marks on the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.atlas.chart import Chart
from matching.intent.state import ACCEPTING, REJECTING
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion, Verdict

KEPT, REJECTED, OFFERED, GUESS = "kept", "rejected", "offered", "guess"
KINDS = (KEPT, REJECTED, OFFERED, GUESS)


@dataclass(frozen=True)
class Mark:
    """A track of the playlist at its place on the map."""

    id: int
    kind: str
    x: float
    y: float
    region: int


def kinds_of(playlist: Playlist, version: PlaylistVersion) -> dict[int, str]:
    """Track id → kept, rejected, offered or guess, as of the newest verdicts.

    What counts is what the shop's own people said; colleagues' votes decide nothing.
    """
    said = Verdict.objects.filter(playlist=playlist, voter=None, undone_at=None)
    kinds = {
        track: GUESS if guess else OFFERED
        for track, guess in PlaylistItem.objects.filter(version=version).values_list(
            "track_id", "guess"
        )
    }
    for track, kind in said.order_by("pk").values_list("track_id", "kind"):
        if kind in ACCEPTING:
            kinds[track] = KEPT
        elif kind in REJECTING:
            kinds[track] = REJECTED
    return kinds


def marks_of(kinds: dict[int, str], chart: Chart) -> list[Mark]:
    """The marks of those tracks that are on the map, in ascending order of id.

    Their playlist showed them, so their places may be seen even where a right has ended since.
    """
    rows = chart.rows(np.array(sorted(kinds), dtype=np.int64))
    return [
        Mark(
            int(chart.ids[row]),
            kinds[int(chart.ids[row])],
            round(float(chart.places[row, 0]), 4),
            round(float(chart.places[row, 1]), 4),
            int(chart.region[row]),
        )
        for row in rows
    ]
