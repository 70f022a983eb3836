"""A version on disk keeps its calibration: the same numbers, shared, and the same lists."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import numpy as np
import pytest

from matching.evaluation.synthetic import synthetic_catalogue
from matching.index.growing import append_columns
from matching.index.snapshot import Snapshot
from matching.index.writing import write_columns
from matching.retrieval.calibration import DERIVATIONS, calibrated
from matching.retrieval.compose import compose
from matching.retrieval.recommend import recommend
from tests.matching.synthetic import understood

CATALOGUE = synthetic_catalogue(700, seed=6)


@pytest.fixture
def kept(tmp_path: Path) -> Snapshot:
    folder = write_columns(tmp_path / "v1", [CATALOGUE.columns], derivations=DERIVATIONS)
    return Snapshot.open(folder, verify=True)


def test_what_is_kept_is_what_would_be_computed(kept: Snapshot) -> None:
    ours, plain = calibrated(kept), calibrated(CATALOGUE.snapshot())
    for name in ("groups", "facets", "directions", "facet_middle", "facet_scale"):
        np.testing.assert_allclose(getattr(ours, name), getattr(plain, name), atol=1e-4)
    for name in ("vectors", "mean", "covariance", "usual", "usual_spread"):
        own, other = getattr(ours.likeness, name), getattr(plain.likeness, name)
        np.testing.assert_allclose(own, other, atol=1e-4)
    assert not ours.groups.flags.writeable  # mapped, not computed


def test_lists_are_the_same(kept: Snapshot) -> None:
    query = compose([understood({"piano": 0.9, "mellow": 0.5})])
    lists = [recommend(each, query, allowed_ids=each.ids, length=15)
             for each in (kept, CATALOGUE.snapshot())]  # fmt: skip
    assert [item.id for item in lists[0].items] == [item.id for item in lists[1].items]


def test_a_snapshot_that_nobody_uses_is_let_go() -> None:
    """Versions follow each other by the minute while music is brought in."""
    snapshot = CATALOGUE.snapshot()
    assert calibrated(snapshot).likeness is calibrated(snapshot).likeness
    gone = weakref.ref(snapshot)
    del snapshot
    gc.collect()
    assert gone() is None


def test_a_large_catalogue_keeps_its_scales_when_tracks_are_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matching.index.derived.SMALL", 100)
    first = {name: column[:600] for name, column in CATALOGUE.columns.items()}
    rest = {name: column[600:] for name, column in CATALOGUE.columns.items()}
    folder = write_columns(tmp_path / "v1", [first], derivations=DERIVATIONS)
    base = Snapshot.open(folder)
    grown = Snapshot.open(
        append_columns(tmp_path / "v2", base, rest, derivations=DERIVATIONS), verify=True
    )
    before, after = calibrated(base), calibrated(grown)
    assert np.array_equal(after.groups[:600], before.groups)
    assert np.array_equal(after.likeness.vectors[:600], before.likeness.vectors)
    # Whoever was added stands where a fit to all would put it, but for a little.
    anew = calibrated(CATALOGUE.snapshot())
    assert np.abs(after.groups[600:] - anew.groups[600:]).mean() < 0.1
    assert after.likeness.vectors.shape == (700, after.likeness.space.dimension)
