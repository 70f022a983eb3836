"""The map keeps neighbours together, comes out the same twice, and stays recognisable."""

from __future__ import annotations

import numpy as np
import pytest

from matching.atlas.chart import Chart
from matching.atlas.drawing import draw
from matching.atlas.fidelity import fidelity
from matching.atlas.layout import main_directions, normalised
from matching.evaluation.synthetic import SyntheticCatalogue, synthetic_catalogue
from matching.index.snapshot import Snapshot
from matching.retrieval.calibration import calibrated


def _part(catalogue: SyntheticCatalogue, rows: np.ndarray) -> Snapshot:
    return Snapshot.of({name: column[rows] for name, column in catalogue.columns.items()})


@pytest.fixture(scope="module")
def catalogue() -> SyntheticCatalogue:
    return synthetic_catalogue(300, seed=4)


@pytest.fixture(scope="module")
def chart(catalogue: SyntheticCatalogue) -> Chart:
    return draw(_part(catalogue, np.arange(260)), space="s")


def test_neighbours_lie_together_more_than_along_two_main_directions(
    catalogue: SyntheticCatalogue, chart: Chart
) -> None:
    vectors = calibrated(_part(catalogue, np.arange(260))).likeness.vectors
    flat = fidelity(vectors, normalised(main_directions(vectors)))
    assert chart.fidelity.kept > flat.kept + 0.1
    assert chart.fidelity.trustworthiness > max(flat.trustworthiness, 0.95)
    assert np.percentile(np.linalg.norm(chart.places, axis=1), 99) == pytest.approx(1, abs=0.01)


def test_the_same_catalogue_gives_the_same_map(catalogue: SyntheticCatalogue, chart: Chart) -> None:
    again = draw(_part(catalogue, np.arange(260)), space="s")
    assert again.pack() == chart.pack()
    assert Chart.unpack(chart.pack()).pack() == chart.pack()


def test_new_tracks_move_no_other_and_lie_with_their_like(
    catalogue: SyntheticCatalogue, chart: Chart
) -> None:
    more = draw(_part(catalogue, np.arange(290)), chart, space="s")
    assert not more.anew
    assert more.changed == 30
    assert np.array_equal(more.places[:260], chart.places)
    genre = catalogue.genre
    away = ((more.places[260:, None] - chart.places[None]) ** 2).sum(axis=2)
    assert (genre[away.argmin(axis=1)] == genre[260:290]).mean() > 0.8


def test_a_track_that_sounds_otherwise_moves_alone(
    catalogue: SyntheticCatalogue, chart: Chart
) -> None:
    columns = {name: column[:260].copy() for name, column in catalogue.columns.items()}
    other = int(np.flatnonzero(catalogue.genre[:260] != catalogue.genre[0])[0])
    columns["style"][0] = columns["style"][other]
    after = draw(Snapshot.of(columns), chart, space="s")
    moved = np.any(after.places != chart.places, axis=1)
    assert np.flatnonzero(moved).tolist() == [0]


def test_after_a_fifth_changed_all_is_laid_out_anew_but_turned_onto_the_former(
    catalogue: SyntheticCatalogue, chart: Chart
) -> None:
    rows = np.arange(70, 300)
    after = draw(_part(catalogue, rows), chart, space="s")
    assert after.anew
    assert after.changed == 0
    both = after.places[:190], chart.places[70:]
    alike = np.corrcoef(both[0].ravel(), both[1].ravel())[0, 1]
    assert alike > 0.8


@pytest.mark.parametrize("count", [0, 1, 3, 13, 26])
def test_small_catalogues_have_maps_too(count: int) -> None:
    chart = draw(
        synthetic_catalogue(count, seed=2).snapshot() if count else Snapshot.empty(400, 100)
    )
    assert len(chart) == count
    assert np.isfinite(chart.places).all()
    assert len(np.unique(chart.places, axis=0)) == count
    assert bool(chart.regions) == bool(count)
    assert sum(region.count for region in chart.regions) == count


def test_regions_are_few_named_in_both_languages_and_different(chart: Chart) -> None:
    assert 3 <= len(chart.regions) <= 12
    assert len(chart.quarters) <= 48
    assert len({region.en for region in chart.regions}) == len(chart.regions)
    assert all(region.en and region.zh for region in chart.regions + chart.quarters)
    assert max(chart.region) < len(chart.regions)
    assert "piano" in " ".join(region.en for region in chart.regions + chart.quarters)
