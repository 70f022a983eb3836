"""Derived columns: fitted once, the same eyes for what is added, fitted anew when outgrown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matching.index.columns import Columns
from matching.index.derived import State
from matching.index.growing import append_columns
from matching.index.snapshot import Snapshot
from matching.index.writing import write_columns
from tests.matching.index.test_nearest import columns_of, styles

STYLE = styles(700, seed=9)


class Centred:
    """Styles as seen from the catalogue's mean."""

    def __init__(self, name: str = "centred") -> None:
        self.name = name

    def fit(self, snapshot: Snapshot) -> State:
        return {"mean": snapshot.style.mean(axis=0)}

    def columns(self, state: State, part: Snapshot) -> Columns:
        moved = part.style - state["mean"]
        length = np.linalg.norm(moved, axis=1)
        return {"style": moved / length[:, None], "length": length}


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    monkeypatch.setattr("matching.index.derived.SMALL", 100)
    folder = write_columns(tmp_path / "v1", [columns_of(STYLE[:300])], derivations=[Centred()])
    return Snapshot.open(folder, verify=True)


def grown(base: Snapshot, stop: int, name: str, derivations: list[Centred]) -> Snapshot:
    assert base.folder is not None
    start = len(base)
    added = columns_of(STYLE[start:stop], first_id=start + 1)
    folder = append_columns(base.folder.parent / name, base, added, derivations=derivations)
    return Snapshot.open(folder, verify=True)


def test_added_tracks_are_seen_as_the_others_were(base: Snapshot) -> None:
    after = grown(base, 400, "v2", [Centred()])
    state = after.state("centred")
    assert state is not None
    np.testing.assert_array_equal(state["mean"], STYLE[:300].mean(axis=0))
    expected = Centred().columns(state, Snapshot.of(columns_of(STYLE[:400])))
    for name, column in after.derived("centred").items():
        np.testing.assert_allclose(column, expected[name], atol=1e-6)


def test_it_is_fitted_anew_when_the_catalogue_has_doubled(base: Snapshot) -> None:
    between = grown(base, 500, "v2", [Centred()])
    after = grown(between, 700, "v3", [Centred()])
    state = after.state("centred")
    assert state is not None
    np.testing.assert_allclose(state["mean"], STYLE.mean(axis=0), atol=1e-6)
    assert after.derived("centred")["length"].shape == (700,)


def test_another_way_of_computing_replaces_the_columns(base: Snapshot) -> None:
    after = grown(base, 310, "v2", [Centred("centred-2")])
    assert after.state("centred") is None
    assert not after.derived("centred")
    assert after.derived("centred-2")["style"].shape == (310, STYLE.shape[1])


def test_a_derived_column_can_be_searched(base: Snapshot) -> None:
    vector = base.derived("centred")["style"][42]
    rows, cosines = base.similar(vector, np.arange(300), 3, column="centred:style")
    expected = np.argsort(-(base.derived("centred")["style"] @ vector), kind="stable")[:3]
    assert rows.tolist() == expected.tolist()
    assert cosines[0] == pytest.approx(1.0)


def test_an_empty_catalogue_derives_nothing_but_stands(tmp_path: Path) -> None:
    folder = write_columns(tmp_path / "v1", [columns_of(STYLE[:0])])
    assert Snapshot.open(folder).derived("centred") == {}
