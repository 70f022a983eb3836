"""Search against the plain way of computing every cosine, for every way that it may go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matching.evaluation.clustered import Clusters, Shape
from matching.index.exact import dot_rows
from matching.index.growing import append_columns
from matching.index.snapshot import CORE, Snapshot
from matching.index.writing import write_columns
from matching.profile.track import FACETS

WIDTH, COUNT = 48, 24_000
TWIN, TWINS = 100, np.arange(9_000, 9_900)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A version that was added to, with one track 901 times over."""
    folder = tmp_path_factory.mktemp("index")
    columns = columns_of(styles(COUNT, seed=3))
    columns["style"][TWINS] = columns["style"][TWIN]
    first = {name: column[: COUNT - 500] for name, column in columns.items()}
    rest = {name: column[COUNT - 500 :] for name, column in columns.items()}
    base = Snapshot.open(write_columns(folder / "v1", [first]))
    opened = Snapshot.open(append_columns(folder / "v2", base, rest), verify=True)
    assert list(opened.scans) == ["style"]
    assert np.array_equal(opened.style, columns["style"])
    return opened


def styles(count: int, seed: int, width: int = WIDTH) -> NDArray[np.float32]:
    random = np.random.default_rng(seed)
    real = np.abs(random.normal(size=(60, width)) / np.sqrt(np.arange(1, width + 1)))
    real /= np.linalg.norm(real, axis=1, keepdims=True)
    return Clusters(Shape.fit(real.astype(np.float32)), count, seed).styles(0, count)


def columns_of(style: NDArray[np.float32], first_id: int = 1) -> dict[str, NDArray[Any]]:
    count = len(style)
    widths = {"tags": 3, "facets": len(FACETS)}
    columns = {name: np.zeros((count, widths[name]) if name in widths else count, dtype)
               for name, dtype in CORE.items()}  # fmt: skip
    ends = style.astype(np.float16)
    ids = np.arange(first_id, first_id + count)
    return {**columns, "ids": ids, "style": style, "spread": ends, "intro": ends,
            "outro": ends}  # fmt: skip


def plainly(
    style: NDArray[np.float32], vector: NDArray[Any], allowed: NDArray[np.int64], top: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    rows = np.unique(allowed)
    cosines = style[rows].astype(np.float64) @ vector / (np.linalg.norm(vector) or 1.0)
    best = np.lexsort((rows, -cosines))[:top]
    return rows[best], cosines[best]


def sets_of_rows() -> st.SearchStrategy[NDArray[np.int64]]:
    """None, one, some at random (repeated, in any order), a block, nearly all, all."""
    row = st.integers(0, COUNT - 1)
    drawn = st.lists(row, max_size=40)
    share = st.tuples(st.integers(0, 10_000), st.sampled_from([0.001, 0.01, 0.1, 0.9, 0.999]))
    return st.one_of(
        drawn.map(lambda rows: np.array(rows, dtype=np.int64)),
        share.map(lambda s: np.flatnonzero(np.random.default_rng(s[0]).random(COUNT) < s[1])),
        row.map(lambda start: np.arange(start, COUNT)),
        st.just(np.arange(COUNT)),
        st.just(np.arange(COUNT)[::-1]),
    )


@settings(max_examples=60, deadline=None)
@given(
    allowed=sets_of_rows(),
    top=st.sampled_from([0, 1, 2, 50, 300, COUNT + 1]),
    asked=st.one_of(st.integers(0, COUNT - 1), st.none()),
    seed=st.integers(0, 1_000),
)
def test_the_nearest_are_found_whatever_is_allowed(
    snapshot: Snapshot, allowed: NDArray[np.int64], top: int, asked: int | None, seed: int
) -> None:
    random = np.random.default_rng(seed)
    vector = random.normal(size=WIDTH) if asked is None else 3.0 * snapshot.style[asked]
    rows, cosines = snapshot.similar(vector, allowed, top)
    expected, exact = plainly(snapshot.style, vector, allowed, top)
    assert len(rows) == len(expected) == len(set(rows.tolist()))
    assert set(rows.tolist()) <= set(allowed.tolist())
    order = np.lexsort((rows, -cosines))
    assert np.array_equal(order, np.arange(len(rows)))
    own = snapshot.style[rows].astype(np.float64) @ vector / np.linalg.norm(vector)
    np.testing.assert_allclose(cosines, own, atol=1e-6)
    # A scan may miss one in a hundred; whoever is missed is replaced by hardly less.
    near_enough = (exact - cosines) < 1e-6
    assert near_enough.mean() >= 0.9 if len(rows) else True
    np.testing.assert_allclose(cosines, exact, atol=0.01)


@pytest.mark.parametrize("share", [1.0, 0.95])
def test_a_scan_finds_99_in_a_hundred(snapshot: Snapshot, share: float) -> None:
    random = np.random.default_rng(1)
    found = []
    for asked in random.choice(COUNT, 50, replace=False):
        allowed = np.flatnonzero(random.random(COUNT) < share)
        rows, _ = snapshot.similar(snapshot.style[asked], allowed, 50)
        expected, _ = plainly(snapshot.style, snapshot.style[asked], allowed, 50)
        found.append(len(set(rows) & set(expected)) / 50)
    assert np.mean(found) >= 0.99


def test_equal_tracks_come_in_order_of_row(snapshot: Snapshot) -> None:
    """More twins than a scan proposes: only the exact way can put them in order."""
    rows, cosines = snapshot.similar(snapshot.style[TWIN], np.arange(COUNT), 400)
    assert rows.tolist() == [TWIN, *TWINS[:399].tolist()]
    assert np.ptp(cosines) == 0.0


def test_a_zero_vector_is_level_with_all(snapshot: Snapshot) -> None:
    rows, cosines = snapshot.similar(np.zeros(WIDTH), np.arange(COUNT), 5)
    assert rows.tolist() == [0, 1, 2, 3, 4]
    assert not cosines.any()


def test_another_column_is_searched_the_same_way(tmp_path: Path) -> None:
    columns = columns_of(styles(COUNT, seed=5))
    columns["compact"] = styles(COUNT, seed=6, width=20)
    folder = write_columns(tmp_path / "v1", [columns], scans=["style", "compact"])
    opened = Snapshot.open(folder)
    assert set(opened.scans) == {"style", "compact"}
    rows, _ = opened.similar(columns["compact"][77], np.arange(COUNT), 50, column="compact")
    expected, _ = plainly(columns["compact"], columns["compact"][77], np.arange(COUNT), 50)
    assert rows[0] == 77
    assert len(set(rows) & set(expected)) >= 49


def test_exact_products_refuse_what_does_not_fit() -> None:
    matrix = np.eye(4, dtype=np.float32)
    assert dot_rows(matrix, np.array([3, 1, 3]), matrix[3]).tolist() == [1.0, 0.0, 1.0]
    with pytest.raises(IndexError):
        dot_rows(matrix, np.array([4]), matrix[0])
    with pytest.raises(ValueError, match="does not fit"):
        dot_rows(matrix, np.array([0]), np.ones(5, np.float32))


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_a_scan_proposes_by_the_codes_of_the_allowed_rows(snapshot: Snapshot, share: float) -> None:
    """Side by side, under a bitmap or as they are: the same estimates of the same rows."""
    scan = snapshot.scans["style"]
    allowed = np.flatnonzero(np.random.default_rng(2).random(COUNT) < share)
    vector = snapshot.style[7]
    rows, estimates = scan.propose(vector, allowed, 40)
    whole, scale, offset = scan.quantiser.asked(vector)
    codes = scan.quantiser.encode(snapshot.style[allowed]).astype(np.float32) - 128
    plain = codes @ whole * scale + offset
    assert np.isin(rows, allowed).all()
    np.testing.assert_allclose(estimates, np.sort(plain)[::-1][:40], atol=1e-5)
    np.testing.assert_allclose(plain[np.searchsorted(allowed, rows)], estimates, atol=1e-5)
