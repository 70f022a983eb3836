"""Drawing the map of a catalogue, from nothing or from the map there was."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.atlas.chart import Chart, Fidelity, Places, Region
from matching.atlas.fidelity import fidelity
from matching.atlas.keeping import ANEW_FROM, placed, turned_onto
from matching.atlas.layout import Progress, lay_out
from matching.atlas.naming import name_regions
from matching.atlas.regions import DETAIL, OVERVIEW, Regions, find_regions
from matching.index.snapshot import Snapshot
from matching.retrieval.calibration import Calibrated, calibrated

_LAID_OUT = 0.9


def draw(
    snapshot: Snapshot,
    former: Chart | None = None,
    *,
    space: str = "",
    seed: int = 0,
    progress: Progress = lambda share: None,
) -> Chart:
    """The map of a snapshot; deterministic by seed and former map.

    space: the style space of the snapshot; maps of another one tell only where to begin. Tracks
    that were mapped stay where they are until a fifth has changed.
    """
    if not len(snapshot):
        return _empty(space)
    scales = calibrated(snapshot)
    vectors = np.asarray(scales.likeness.vectors, dtype=np.float32)
    ids = np.array(snapshot.ids, dtype=np.int64)
    prints = _prints(snapshot)
    stays, at = _staying(ids, prints, former, space)
    moved = len(ids) - int(stays.sum())
    gone = 0 if former is None else len(former) - int(stays.sum())
    changed = (0 if former is None else former.changed) + max(moved, gone)
    anew = former is None or changed > ANEW_FROM * max(len(ids), 1) or former.space != space
    if anew or former is None:
        places = _anew(vectors, ids, former, seed, lambda share: progress(_LAID_OUT * share))
        how_true = fidelity(vectors, places)
        changed, anew = 0, True
    else:
        places = np.empty((len(ids), 2), dtype=np.float32)
        places[stays] = former.places[at]
        places[~stays] = placed(vectors[~stays], ids[~stays], vectors[stays], places[stays])
        how_true = former.fidelity
    progress(_LAID_OUT)
    overview, detail = find_regions(places, OVERVIEW), find_regions(places, DETAIL)
    return Chart(
        ids=ids,
        places=places,
        prints=prints,
        region=overview.of.astype(np.uint8),
        quarter=detail.of.astype(np.uint8),
        regions=_named(scales, overview),
        quarters=_named(scales, detail),
        space=space,
        changed=changed,
        anew=anew,
        fidelity=how_true,
    )


def _empty(space: str) -> Chart:
    rows, regions = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint8)
    return Chart(
        rows, np.empty((0, 2), dtype=np.float32), rows.astype(np.uint32), regions, regions,
        (), (), space, 0, True, Fidelity(1.0, 1.0, 1.0),
    )  # fmt: skip


def _anew(
    vectors: NDArray[np.float32],
    ids: NDArray[np.int64],
    former: Chart | None,
    seed: int,
    progress: Progress,
) -> Places:
    """The whole laid out, begun from the former map and turned onto it where there is one."""
    known = np.isin(ids, former.ids) if former is not None else np.zeros(len(ids), dtype=bool)
    if former is None or known.sum() < 2:
        return lay_out(vectors, seed=seed, progress=progress)
    before = former.places[former.rows(ids[known])]
    start = np.empty((len(ids), 2), dtype=np.float32)
    start[known] = before
    start[~known] = placed(vectors[~known], ids[~known], vectors[known], before)
    places = lay_out(vectors, start=start, seed=seed, progress=progress)
    return turned_onto(places, np.flatnonzero(known), before)


def _staying(
    ids: NDArray[np.int64], prints: NDArray[np.uint32], former: Chart | None, space: str
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which tracks were mapped and sound as they did then; and their rows in the former map."""
    if former is None or former.space != space or not len(former):
        return np.zeros(len(ids), dtype=bool), np.empty(0, dtype=np.int64)
    at = np.searchsorted(former.ids, ids)
    at[at == len(former)] = 0
    same = (former.ids[at] == ids) & (former.prints[at] == prints)
    return same, at[same].astype(np.int64)


def _prints(snapshot: Snapshot) -> NDArray[np.uint32]:
    """(n,) a number that changes with a track's style."""
    styles = np.ascontiguousarray(snapshot.style, dtype=np.float32)
    if not len(styles):
        return np.empty(0, dtype=np.uint32)
    odd = np.arange(1, 2 * styles.shape[1], 2, dtype=np.uint32) * np.uint32(2_654_435_761)
    return np.asarray((styles.view(np.uint32) * odd).sum(axis=1, dtype=np.uint32))


def _named(scales: Calibrated, regions: Regions) -> tuple[Region, ...]:
    held = np.bincount(regions.of, minlength=len(regions))
    names = name_regions(scales, regions.of, len(regions))
    return tuple(
        Region(name.en, name.zh, float(x), float(y), int(count))
        for name, (x, y), count in zip(names, regions.summits, held, strict=True)
    )
