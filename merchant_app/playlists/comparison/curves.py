"""How energy and tempo run through two versions, as points of one small drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from licensing.catalogue.models import Track

#: The drawing, in its own units, and the margin inside it.
WIDE, TALL, EDGE = 320, 96, 6
#: Tempi are drawn between these, beats a minute; most music for shops lies inside.
SLOW, FAST = 50.0, 170.0


@dataclass(frozen=True)
class Curve:
    """One version's run: `points` of a polyline ("" for none), and its mean in its own unit."""

    points: str
    mean: float | None


@dataclass(frozen=True)
class Curves:
    """Energy (0..1) and tempo (BPM) of the earlier version `a` and the later `b`."""

    energy_a: Curve
    energy_b: Curve
    tempo_a: Curve
    tempo_b: Curve

    @property
    def known(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.energy_a.points or self.energy_b.points)


def curves_of(a: Sequence[Track], b: Sequence[Track]) -> Curves:
    """Both runs over the same width, so that long and short lists lie on each other."""
    return Curves(
        energy_a=_curve(_facet(a, "energy"), 0.0, 1.0),
        energy_b=_curve(_facet(b, "energy"), 0.0, 1.0),
        tempo_a=_curve(_facet(a, "tempo_bpm"), SLOW, FAST),
        tempo_b=_curve(_facet(b, "tempo_bpm"), SLOW, FAST),
    )


def _facet(tracks: Sequence[Track], name: str) -> list[float]:
    profiles = (track.asset.profile for track in tracks if track.asset)
    return [
        float(profile.facets[name])
        for profile in profiles
        if profile and profile.facets.get(name) is not None
    ]


def _curve(values: Sequence[float], low: float, high: float) -> Curve:
    """A polyline from edge to edge; a single value is a level line."""
    if not values:
        return Curve("", None)
    run = list(values) if len(values) > 1 else [values[0], values[0]]
    step = (WIDE - 2 * EDGE) / (len(run) - 1)
    points = []
    for place, value in enumerate(run):
        share = min(1.0, max(0.0, (value - low) / (high - low)))
        x, y = EDGE + place * step, TALL - EDGE - share * (TALL - 2 * EDGE)
        points.append(f"{x:.1f},{y:.1f}")
    return Curve(" ".join(points), sum(values) / len(values))
