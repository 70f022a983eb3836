"""The order of a playlist: a permutation, never worse, artists apart, quick."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.evaluation.synthetic import synthetic_catalogue
from matching.sequencing.order import order_cost, sequence, transition_costs

CATALOGUE = synthetic_catalogue(120, seed=31)
SNAPSHOT = CATALOGUE.snapshot()
lists = st.lists(st.sampled_from(SNAPSHOT.ids.tolist()), max_size=30, unique=True)


def cost(ids: list[int], gap: int = 3) -> float:
    if len(ids) < 2:
        return 0.0
    rows = np.searchsorted(SNAPSHOT.ids, np.array(ids))
    order = list(range(len(ids)))
    return order_cost(transition_costs(SNAPSHOT, rows), SNAPSHOT.artists[rows], order, gap)


@settings(max_examples=60, deadline=None)
@given(lists)
def test_it_is_a_permutation_never_worse_and_always_the_same(ids: list[int]) -> None:
    found = sequence(SNAPSHOT, ids)
    assert sorted(found) == sorted(ids)
    assert cost(found) <= cost(ids) + 1e-9
    assert sequence(SNAPSHOT, ids) == found


@settings(max_examples=30, deadline=None)
@given(lists.filter(bool))
def test_the_opening_track_opens(ids: list[int]) -> None:
    assert sequence(SNAPSHOT, ids, first=ids[-1])[0] == ids[-1]


def test_unknown_tracks_end_the_list() -> None:
    assert sequence(SNAPSHOT, [7, 10, 20, 3])[-2:] == [7, 3]


def test_energy_rises_in_small_steps() -> None:
    catalogue = synthetic_catalogue(9, seed=1)
    for name in ("style", "intro", "outro"):
        catalogue.columns[name][:] = catalogue.columns[name][0]
    catalogue.columns["facets"][:] = catalogue.columns["facets"][0]
    energies = np.array([0.5, 0.1, 0.9, 0.3, 0.7, 0.2, 0.8, 0.4, 0.6])
    catalogue.columns["facets"][:, 4] = energies
    catalogue.columns["artists"][:] = 0
    snapshot = catalogue.snapshot()
    found = energies[[track // 10 - 1 for track in sequence(snapshot, snapshot.ids.tolist())]]
    steps = np.diff(found)
    assert (steps > 0).all() or (steps < 0).all()


def test_the_same_artist_is_kept_apart_where_possible() -> None:
    catalogue = synthetic_catalogue(16, seed=2)
    catalogue.columns["artists"][:] = np.repeat([1, 2, 3, 4], 4)
    snapshot = catalogue.snapshot()
    found = sequence(snapshot, snapshot.ids.tolist(), artist_gap=2)
    names = snapshot.artists[[track // 10 - 1 for track in found]]
    assert not (names[1:] == names[:-1]).any()
    assert not (names[2:] == names[:-2]).any()


def test_half_and_double_time_flow_and_fifths_are_near() -> None:
    catalogue = synthetic_catalogue(4, seed=3)
    for name in ("style", "intro", "outro"):
        catalogue.columns[name][:] = catalogue.columns[name][0]
    facets = catalogue.columns["facets"]
    facets[:] = facets[0]
    facets[:, 0] = [60.0, 120.0, 85.0, 60.0]
    facets[:, 2] = [0, 0, 0, 0]
    costs = transition_costs(catalogue.snapshot(), np.arange(4))
    assert costs[0, 1] == pytest.approx(costs[0, 3], abs=1e-6)
    assert costs[0, 1] < costs[0, 2]
    facets[:, 0] = 100.0
    facets[:, 2], facets[:, 3] = [0, 7, 6, 9], [1, 1, 1, 0]  # C, G, F sharp, A minor
    costs = transition_costs(catalogue.snapshot(), np.arange(4))
    assert costs[0, 3] < costs[0, 1] < costs[0, 2]
