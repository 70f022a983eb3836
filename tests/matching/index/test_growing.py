"""Adding tracks: the files are shared, readers of the older version see nothing, and a builder
that is killed or disturbed by another leaves everything right."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from matching.index.columns import SnapshotProblem, column_path
from matching.index.folders import built_beside
from matching.index.growing import append_columns
from matching.index.nearest import EXACT_LIMIT
from matching.index.snapshot import Snapshot, is_readable
from matching.index.writing import write_columns
from tests.matching.index.test_nearest import columns_of, styles

STYLE = styles(400, seed=1)


def first(folder: Path) -> Snapshot:
    return Snapshot.open(write_columns(folder / "v1", [columns_of(STYLE[:300])], analyser="a"))


def more(start: int, stop: int) -> dict[str, np.ndarray]:
    return columns_of(STYLE[start:stop], first_id=start + 1)


def same_file(one: Path, other: Path) -> bool:
    return column_path(one, "style").samefile(column_path(other, "style"))


def test_what_is_added_shares_the_files(tmp_path: Path) -> None:
    base = first(tmp_path)
    folder = append_columns(tmp_path / "v2", base, more(300, 400), version=2)
    grown = Snapshot.open(folder, verify=True)
    assert same_file(folder, tmp_path / "v1")
    assert (len(base), len(grown)) == (300, 400)
    assert np.array_equal(grown.style, STYLE)
    assert grown.meta["analyser"] == "a"
    assert len(Snapshot.open(tmp_path / "v1", verify=True)) == 300


def test_two_versions_from_one_base_do_not_share_what_they_add(tmp_path: Path) -> None:
    base = first(tmp_path)
    one = append_columns(tmp_path / "v2", base, more(300, 310))
    other = append_columns(tmp_path / "v3", base, more(390, 400))
    assert same_file(one, tmp_path / "v1")
    assert not same_file(other, tmp_path / "v1")
    assert np.array_equal(Snapshot.open(one, verify=True).style[300:], STYLE[300:310])
    assert np.array_equal(Snapshot.open(other, verify=True).style[300:], STYLE[390:])


def test_a_second_builder_at_the_same_moment_makes_copies(tmp_path: Path) -> None:
    base = first(tmp_path)
    barrier = multiprocessing.get_context("fork").Barrier(4)

    def build(number: int) -> None:
        barrier.wait(timeout=120)
        append_columns(tmp_path / f"n{number}", base, more(300 + 20 * number, 320 + 20 * number))

    context = multiprocessing.get_context("fork")
    builders = [context.Process(target=build, args=(number,)) for number in range(4)]
    for each in builders:
        each.start()
    for each in builders:
        each.join(timeout=240)
    for number in range(4):
        made = Snapshot.open(tmp_path / f"n{number}", verify=True)
        assert np.array_equal(made.style[300:], STYLE[300 + 20 * number : 320 + 20 * number])
    assert sum(same_file(tmp_path / f"n{number}", tmp_path / "v1") for number in range(4)) <= 1
    assert not list(tmp_path.glob(".*"))


def test_a_killed_builder_leaves_the_old_version_and_no_litter(tmp_path: Path) -> None:
    base = first(tmp_path)

    def build_and_die() -> None:
        with built_beside(tmp_path / "v2") as partial:
            (partial / "begun").write_bytes(b"x")
            # Rows were written behind those of the first version, but nothing tells of them.
            with column_path(tmp_path / "v1", "style").open("ab") as style:
                style.write(b"half a row")
            os.kill(os.getpid(), signal.SIGKILL)

    builder = multiprocessing.get_context("fork").Process(target=build_and_die)
    builder.start()
    builder.join(timeout=120)
    assert builder.exitcode == -signal.SIGKILL
    assert len(list(tmp_path.glob(".*"))) == 1
    assert len(Snapshot.open(tmp_path / "v1", verify=True)) == 300
    after = append_columns(tmp_path / "v2", base, more(300, 400))
    assert not same_file(after, tmp_path / "v1")
    assert np.array_equal(Snapshot.open(after, verify=True).style, STYLE)
    assert not list(tmp_path.glob(".*"))


def test_what_another_builder_is_writing_is_left_alone(tmp_path: Path) -> None:
    with built_beside(tmp_path / "v1") as theirs:
        first(tmp_path / "elsewhere")
        write_columns(tmp_path / "v2", [more(0, 10)])
        assert theirs.is_dir()
        (theirs / "file").touch()
    assert (tmp_path / "v1" / "file").exists()
    assert not is_readable(tmp_path / "v1")


def test_a_failed_addition_changes_nothing(tmp_path: Path) -> None:
    base = first(tmp_path)
    size = column_path(tmp_path / "v1", "style").stat().st_size
    wide = columns_of(np.ones((5, STYLE.shape[1] + 1), np.float32), first_id=301)
    for added, why in ((wide, "do not fit"), (more(299, 310), "do not ascend"),
                       ({**more(300, 310), "extra": np.zeros(10)}, "extra")):  # fmt: skip
        with pytest.raises(SnapshotProblem, match=why):
            append_columns(tmp_path / "v2", base, added)
        assert column_path(tmp_path / "v1", "style").stat().st_size == size
    assert sorted(path.name for path in tmp_path.iterdir()) == ["v1"]


def test_a_held_version_outlives_its_folder_and_later_additions(tmp_path: Path) -> None:
    held = first(tmp_path)
    append_columns(tmp_path / "v2", held, more(300, 400))
    for path in (tmp_path / "v1").iterdir():
        path.unlink()
    assert np.array_equal(held.style, STYLE[:300])


def test_a_quantiser_is_kept_until_it_is_outgrown(tmp_path: Path) -> None:
    many = styles(3 * EXACT_LIMIT, seed=2)
    few = EXACT_LIMIT - 100
    tiny = Snapshot.open(write_columns(tmp_path / "v1", [columns_of(many[:few])]))
    assert not tiny.scans
    reached = Snapshot.open(
        append_columns(tmp_path / "v2", tiny, columns_of(many[few : few + 200], few + 1))
    )
    trained = few + 200
    assert reached.scans["style"].quantiser.trained == trained
    added = columns_of(many[trained : trained + 1_000], trained + 1)
    kept = Snapshot.open(append_columns(tmp_path / "v3", reached, added), verify=True)
    assert kept.scans["style"].quantiser.trained == trained
    added = columns_of(many[trained + 1_000 :], trained + 1_001)
    outgrown = Snapshot.open(append_columns(tmp_path / "v4", kept, added), verify=True)
    assert outgrown.scans["style"].quantiser.trained == len(many)
    for version in (reached, kept, outgrown):
        last = len(version) - 1
        rows, _ = version.similar(many[last], np.arange(len(version)), 1)
        assert rows.tolist() == [last]
