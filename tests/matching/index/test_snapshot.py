"""Snapshots: what is written comes back, whole or not at all, and search over it is exact."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matching.evaluation.synthetic import synthetic_catalogue
from matching.index.snapshot import (
    Snapshot,
    SnapshotProblem,
    artist_code,
    write_columns,
    write_snapshot,
)
from tests.matching.synthetic import profile_of

CATALOGUE = synthetic_catalogue(60, seed=4)


def test_rows_are_ascending_by_id_whatever_the_order_written(tmp_path: Path) -> None:
    rows = [5, 2, 9, 0]
    ids = [500, 20, 90, 7]
    write_snapshot(tmp_path / "v1", ids, (profile_of(CATALOGUE, r) for r in rows), [1, 2, 3, 0])
    snapshot = Snapshot.open(tmp_path / "v1", verify=True)
    assert snapshot.ids.tolist() == [7, 20, 90, 500]
    assert snapshot.artists.tolist() == [0, 2, 3, 1]
    for place, row in enumerate([0, 2, 9, 5]):
        assert np.array_equal(snapshot.style[place], CATALOGUE.columns["style"][row])
        assert np.array_equal(snapshot.facets[place], CATALOGUE.columns["facets"][row])


def test_unknown_ids_are_left_out_and_reported(tmp_path: Path) -> None:
    snapshot = CATALOGUE.snapshot()
    assert snapshot.rows([20, 5, 10, 10]).tolist() == [0, 1]
    assert snapshot.unknown([20, 5, 99_999]).tolist() == [5, 99_999]
    assert snapshot.rows([]).tolist() == []


def test_an_empty_snapshot_opens_and_knows_nothing(tmp_path: Path) -> None:
    snapshot = Snapshot.open(write_snapshot(tmp_path / "v1", [], [], []))
    assert len(snapshot) == 0
    assert snapshot.rows([1, 2]).tolist() == []
    assert snapshot.unknown([1]).tolist() == [1]


def test_a_version_is_never_overwritten(tmp_path: Path) -> None:
    write_columns(tmp_path / "v1", CATALOGUE.columns)
    with pytest.raises(SnapshotProblem, match="exists already"):
        write_columns(tmp_path / "v1", CATALOGUE.columns)


@pytest.mark.parametrize(
    ("ids", "artists"), [([1, 1], [0, 0]), ([1, 2, 3], [0, 0, 0]), ([1], [0]), ([1, 2], [0])]
)
def test_a_failed_write_leaves_nothing_behind(
    tmp_path: Path, ids: list[int], artists: list[int]
) -> None:
    profiles = [profile_of(CATALOGUE, row) for row in (0, 1)]
    with pytest.raises(SnapshotProblem):
        write_snapshot(tmp_path / "v1", ids, profiles, artists)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_or_missing_snapshot_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SnapshotProblem, match="not a complete snapshot"):
        Snapshot.open(tmp_path / "nowhere")
    folder = write_columns(tmp_path / "v1", CATALOGUE.columns)
    content = bytearray((folder / "style.npy").read_bytes())
    content[-1] ^= 1
    (folder / "style.npy").write_bytes(content)
    with pytest.raises(SnapshotProblem, match="style is damaged"):
        Snapshot.open(folder, verify=True)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.1])
@pytest.mark.parametrize("graph", [False, True])
def test_search_agrees_with_the_exact_answer(
    tmp_path: Path, share: float, graph: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matching.index.snapshot.EXACT_LIMIT", 100)
    catalogue = synthetic_catalogue(3_000, seed=8)
    snapshot = Snapshot.open(write_columns(tmp_path / "v1", catalogue.columns, graph=graph))
    assert (snapshot.graph is not None) is graph
    random = np.random.default_rng(0)
    found_all = []
    for query in range(10):
        allowed = np.flatnonzero(random.random(3_000) < share)
        vector = catalogue.columns["style"][query * 7]
        rows, cosine = snapshot.similar(vector, allowed, 20)
        exact = catalogue.columns["style"][allowed] @ vector
        best = allowed[np.lexsort((allowed, -exact))][:20]
        assert set(rows) <= set(allowed)
        assert (np.diff(cosine) <= 0).all()
        found_all.append(len(set(rows) & set(best)) / 20)
    assert np.mean(found_all) >= (0.99 if graph else 1.0)


def test_artist_codes_ignore_case_and_spaces_and_know_unknown() -> None:
    assert artist_code("  Nils  FRAHM ") == artist_code("nils frahm") > 0
    assert artist_code("   ") == 0
