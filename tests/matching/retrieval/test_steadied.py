"""Readings with errors come nearer to the music through how the tracks sound."""

import numpy as np
import pytest
from numpy.typing import NDArray

from matching.evaluation.synthetic import synthetic_catalogue
from matching.index.snapshot import Snapshot
from matching.profile.track import FACETS
from matching.retrieval.calibration import calibrated

CATALOGUE = synthetic_catalogue(2_000, seed=8)
VOCAL = FACETS.index("vocal")


def _heard_with(facets: NDArray[np.float64]) -> Snapshot:
    return Snapshot.of({**CATALOGUE.columns, "facets": facets.astype(np.float32)}, "")


def test_what_style_tells_sets_a_wrong_reading_right() -> None:
    style = CATALOGUE.columns["style"].astype(np.float64)
    along = style @ np.random.default_rng(0).normal(size=style.shape[1])
    true = (along - along.mean()) / along.std()
    facets = CATALOGUE.columns["facets"].copy()
    facets[:, VOCAL] = true + np.random.default_rng(1).normal(0, 1.3, len(true))
    found = calibrated(_heard_with(facets))
    read, steadied = found.facets[:, VOCAL], found.steadied.facets[:, VOCAL]
    like = np.asarray(np.corrcoef(np.stack([true, read, steadied])))[0]
    assert like[2] > like[1] + 0.15


@pytest.mark.parametrize("count", [0, 1, 15])
def test_a_small_catalogue_is_read_as_it_is(count: int) -> None:
    few = {name: column[:count] for name, column in CATALOGUE.columns.items()}
    found = calibrated(Snapshot.of(few, ""))
    assert found.steadied.groups.shape == found.groups.shape
    assert np.isfinite(found.steadied.facets).all()
    assert np.isfinite(found.steadied.style).all()
    if count > 2:
        own = [found.steadied.facets[:, VOCAL], found.facets[:, VOCAL]]
        assert np.asarray(np.corrcoef(np.stack(own)))[0, 1] > 0.7


def test_what_is_measured_well_stays() -> None:
    found = calibrated(_heard_with(CATALOGUE.columns["facets"]))
    place = FACETS.index("brightness")
    assert np.allclose(found.steadied.facets[:, place], found.facets[:, place], atol=0.02)
