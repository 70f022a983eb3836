"""Snapshots: what is written comes back, whole or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matching.evaluation.synthetic import synthetic_catalogue
from matching.index.columns import SnapshotProblem, column_path
from matching.index.profiles import artist_code
from matching.index.snapshot import META_FILE, Snapshot
from matching.index.writing import write_columns, write_snapshot
from matching.profile.track import TIMBRE_SIZE
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


def test_chunks_make_the_same_version_as_one_piece(tmp_path: Path) -> None:
    columns = {**CATALOGUE.columns, "compact": CATALOGUE.columns["style"][:, :12].copy()}
    chunks = [{name: each[part] for name, each in columns.items()}
              for part in (slice(0, 7), slice(7, 7), slice(7, 60))]  # fmt: skip
    whole = Snapshot.open(write_columns(tmp_path / "v1", [columns]))
    parts = Snapshot.open(write_columns(tmp_path / "v2", chunks), verify=True)
    assert np.array_equal(whole.intro, parts.intro)
    assert np.array_equal(whole.extra["compact"], parts.extra["compact"])
    with pytest.raises(SnapshotProblem, match="do not ascend"):
        write_columns(tmp_path / "v3", reversed(chunks))


def test_a_version_from_before_a_column_existed_still_opens(tmp_path: Path) -> None:
    folder = write_columns(tmp_path / "v1", [CATALOGUE.columns])
    meta = json.loads((folder / META_FILE).read_text("utf-8"))
    del meta["columns"]["timbre"], meta["parts"]["timbre"]
    (folder / META_FILE).write_text(json.dumps(meta), "utf-8")
    column_path(folder, "timbre").unlink()
    snapshot = Snapshot.open(folder, verify=True)
    assert snapshot.timbre.shape == (60, TIMBRE_SIZE)
    assert not snapshot.timbre.any()
    assert np.array_equal(snapshot.style, CATALOGUE.columns["style"])


def test_unknown_ids_are_left_out_and_reported() -> None:
    snapshot = CATALOGUE.snapshot()
    assert snapshot.rows([20, 5, 10, 10]).tolist() == [0, 1]
    assert snapshot.unknown([20, 5, 99_999]).tolist() == [5, 99_999]
    assert snapshot.rows([]).tolist() == []


def test_an_empty_snapshot_opens_and_knows_nothing(tmp_path: Path) -> None:
    snapshot = Snapshot.open(write_snapshot(tmp_path / "v1", [], [], []), verify=True)
    assert len(snapshot) == 0
    assert snapshot.rows([1, 2]).tolist() == []
    assert snapshot.unknown([1]).tolist() == [1]


def test_a_version_is_never_overwritten(tmp_path: Path) -> None:
    write_columns(tmp_path / "v1", [CATALOGUE.columns])
    with pytest.raises(SnapshotProblem, match="exists already"):
        write_columns(tmp_path / "v1", [CATALOGUE.columns])


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


def test_profiles_of_two_models_do_not_mix(tmp_path: Path) -> None:
    wide = profile_of(CATALOGUE, 0)
    narrow = replace(wide, style=wide.style[:64], spread=wide.spread[:64], intro=wide.intro[:64],
                     outro=wide.outro[:64])  # fmt: skip
    with pytest.raises(SnapshotProblem, match="style has 400 numbers in some tracks and 64"):
        write_snapshot(tmp_path / "v1", [1, 2], [wide, narrow], [0, 0])
    folder = write_snapshot(tmp_path / "v1", [1], [narrow], [0])
    assert Snapshot.open(folder).style.shape == (1, 64)


def test_a_damaged_or_missing_snapshot_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SnapshotProblem, match="not a complete snapshot"):
        Snapshot.open(tmp_path / "nowhere")
    folder = write_columns(tmp_path / "v1", [CATALOGUE.columns])
    content = bytearray(column_path(folder, "style").read_bytes())
    content[-1] ^= 1
    column_path(folder, "style").write_bytes(content)
    with pytest.raises(SnapshotProblem, match="style is damaged"):
        Snapshot.open(folder, verify=True)
    column_path(folder, "style").write_bytes(content[:-1])
    with pytest.raises(SnapshotProblem, match="shorter"):
        Snapshot.open(folder)


def test_another_format_is_refused(tmp_path: Path) -> None:
    folder = write_columns(tmp_path / "v1", [CATALOGUE.columns])
    meta = json.loads((folder / META_FILE).read_text("utf-8"))
    (folder / META_FILE).write_text(json.dumps({**meta, "format": 1}), "utf-8")
    with pytest.raises(SnapshotProblem, match="format 1"):
        Snapshot.open(folder)


def test_artist_codes_ignore_case_and_spaces_and_know_unknown() -> None:
    assert artist_code("  Nils  FRAHM ") == artist_code("nils frahm") > 0
    assert artist_code("   ") == 0
