"""What of a shop's music is cleared, on what basis, until when, and what is left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import numpy as np
import numpy.typing as npt

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from licensing.rights.rules import Decision, Use
from licensing.rights.selectors import cleared_track_ids, decisions_for
from merchant_app import music
from merchant_app.onair.models import Publication
from merchant_app.onair.selectors import current_publication
from merchant_app.stores.models import Store

#: Of a pool larger than this the bases are those of as many tracks, evenly spread over it.
SAMPLE = 2000
#: A track that rests on several bases: the recording on one, the work on another.
SEVERAL = "several"


@dataclass(frozen=True)
class Listed:
    """One track of the playlist on air, and what its permission rests on."""

    track: Track
    decision: Decision
    grants: tuple[Grant, ...]

    @property
    def until(self) -> date | None:
        """The last day; None is until further notice."""
        return min((g.valid_until for g in self.grants if g.valid_until), default=None)

    @property
    def basis(self) -> str:
        return basis_of(self.grants)


@dataclass(frozen=True)
class Ending:
    """Tracks on air whose permission ends on the same day by the same licensor."""

    last_day: date
    licensor: str
    tracks: int
    days_left: int


@dataclass(frozen=True)
class Coverage:
    """A shop at a moment. Counts of bases go by code, the most frequent first."""

    store: Store
    use: Use
    publication: Publication | None
    on_air: tuple[Listed, ...]
    left_out: tuple[Listed, ...]
    pool: int  # tracks the shop may play now
    catalogue: int  # tracks that are analysed and not withdrawn
    on_air_bases: dict[str, int] = field(default_factory=dict)
    pool_bases: dict[str, int] = field(default_factory=dict)
    sampled: bool = False
    endings: tuple[Ending, ...] = ()
    #: How many more tracks would play if nothing went on beside background music.
    lost_to_activities: int = 0

    @property
    def listed(self) -> int:
        return len(self.on_air) + len(self.left_out)


def basis_of(grants: Iterable[Grant]) -> str:
    """The basis of a permission; `SEVERAL` where its grants differ, "" without any."""
    bases = {grant.basis for grant in grants}
    return next(iter(bases)) if len(bases) == 1 else SEVERAL if bases else ""


def coverage_of(store: Store, *, moment: datetime | None = None) -> Coverage:
    """The whole answer about one shop, by a number of queries that does not grow with it."""
    use = music.use_for(store, moment=moment)
    cleared = cleared_track_ids(use)
    wanted = music.wanted_ids(store, cleared)
    publication = current_publication(store)
    listed = _listed(publication, use)
    playing = set(wanted.tolist())
    on_air = tuple(row for row in listed if row.track.pk in playing)
    pool_bases, sampled = _pool_bases(wanted, use)
    return Coverage(
        store=store,
        use=use,
        publication=publication,
        on_air=on_air,
        left_out=tuple(row for row in listed if row.track.pk not in playing),
        pool=len(wanted),
        catalogue=Track.objects.filter(withdrawn=False, asset__profile__isnull=False).count(),
        on_air_bases=_counted(row.basis for row in on_air),
        pool_bases=pool_bases,
        sampled=sampled,
        endings=_endings(on_air, use.day),
        lost_to_activities=_lost(use, cleared),
    )


def _listed(publication: Publication | None, use: Use) -> list[Listed]:
    if publication is None or publication.version is None:
        return []
    tracks = [item.track for item in publication.version.items.select_related("track")]
    decisions = decisions_for([track.pk for track in tracks], use)
    grants = _grants(decisions.values())
    return [
        Listed(track, decisions[track.pk], _resting(decisions[track.pk], grants))
        for track in tracks
    ]


def _grants(decisions: Iterable[Decision]) -> dict[int, Grant]:
    return Grant.objects.in_bulk({pk for decision in decisions for pk in decision.grant_ids})


def _resting(decision: Decision, grants: dict[int, Grant]) -> tuple[Grant, ...]:
    return tuple(grants[pk] for pk in decision.grant_ids if pk in grants)


def _pool_bases(ids: npt.NDArray[np.int64], use: Use) -> tuple[dict[str, int], bool]:
    """(tracks by basis, whether it was counted on a sample and scaled up)."""
    sampled = len(ids) > SAMPLE
    asked = ids[np.linspace(0, len(ids) - 1, SAMPLE).astype(int)] if sampled else ids
    decisions = decisions_for(asked.tolist(), use)
    grants = _grants(decisions.values())
    counts = _counted(basis_of(_resting(each, grants)) for each in decisions.values())
    if sampled:
        counts = {code: round(n * len(ids) / SAMPLE) for code, n in counts.items()}
    return counts, sampled


def _counted(bases: Iterable[str]) -> dict[str, int]:
    return dict(Counter(basis for basis in bases if basis).most_common())


def _endings(rows: Sequence[Listed], today: date) -> tuple[Ending, ...]:
    """Days on which a permission of a track on air ends, the nearest first."""
    counts: dict[tuple[date, str], int] = defaultdict(int)
    for row in rows:
        if row.until is not None:
            ending = next(g for g in row.grants if g.valid_until == row.until)
            counts[row.until, ending.licensor] += 1
    return tuple(
        Ending(last_day, licensor, number, (last_day - today).days)
        for (last_day, licensor), number in sorted(counts.items())
    )


def _lost(use: Use, cleared: npt.NDArray[np.int64]) -> int:
    if not use.activities:
        return 0
    return len(cleared_track_ids(replace(use, activities=frozenset()))) - len(cleared)
