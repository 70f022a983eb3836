"""``analyse`` and ``describe`` as a person at a terminal uses them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from matching.audio.analyse import analyse_file
from matching.cli.main import main
from matching.encoders.base import AudioEncoder
from matching.encoders.musicnn import MusicnnEncoder
from matching.encoders.registry import models_dir
from matching.profile.folder import ProfileFolder
from matching.profile.track import FACETS
from tests.matching.conftest import WriteSound, clicks

pytestmark = pytest.mark.usefixtures("encoder")


@pytest.fixture
def songs(write_sound: WriteSound, music: np.ndarray, tmp_path: Path) -> Path:
    write_sound("one.flac", music)
    write_sound("two.ogg", music[::-1].copy())
    (tmp_path / "broken.mp3").write_text("no music")
    (tmp_path / "notes.txt").write_text("not looked at")
    return tmp_path


def test_analyse_goes_on_after_a_broken_file_and_resumes(
    songs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "catalogue"
    assert main(["analyse", str(songs), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "2 analysed, 0 already known, 1 not readable." in said.out
    assert "broken.mp3: This file holds no sound" in said.err
    kept = dict(ProfileFolder(out).profiles())
    assert sorted(Path(path).name for path in kept) == ["one.flac", "two.ogg"]
    assert main(["analyse", str(songs), "--out", str(out)]) == 0
    assert "0 analysed, 2 already known, 1 not readable." in capsys.readouterr().out


def test_a_copied_file_is_not_analysed_again(
    songs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "catalogue"
    assert main(["analyse", str(songs / "one.flac"), "--out", str(out)]) == 0
    (songs / "copy.flac").write_bytes((songs / "one.flac").read_bytes())
    assert main(["analyse", str(songs / "copy.flac"), "--out", str(out)]) == 0
    assert len(ProfileFolder(out).entries()) == 2
    assert len(list(out.rglob("*.npz"))) == 1


@pytest.mark.slow
def test_neither_jobs_nor_batches_change_the_result(
    songs: Path, tmp_path: Path, write_sound: WriteSound, music: np.ndarray
) -> None:
    write_sound("three.flac", np.tanh(8 * music))
    write_sound("four.flac", clicks(9, 90))
    for jobs in ("1", "2"):
        command = [sys.executable, "-m", "matching", "analyse", str(songs)]
        out = ["--out", str(tmp_path / jobs), "--jobs", jobs]
        subprocess.run([*command, *out], check=True, capture_output=True)
    made = [dict(ProfileFolder(tmp_path / jobs).profiles()) for jobs in ("1", "2")]
    for batch in (1, 16):
        encoder = MusicnnEncoder.from_folder(models_dir())
        encoder.batch_windows = batch
        made.append({path: analyse_file(Path(path), encoder) for path in made[0]})
    paths = sorted(made[0])
    vectors = [np.stack([each[path].style for path in paths]) for each in made]
    for other in vectors[1:]:
        assert np.abs(vectors[0] - other).max() < 1e-4
        assert np.array_equal(ranking(vectors[0]), ranking(other))


def ranking(styles: np.ndarray) -> np.ndarray:
    return np.argsort(-(styles @ styles.T), axis=1)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_leaves_a_catalogue_that_goes_on(jobs: str, songs: Path, tmp_path: Path) -> None:
    out = tmp_path / "catalogue"
    command = [sys.executable, "-m", "matching", "analyse", str(songs), "--out", str(out)]
    with subprocess.Popen(
        [*command, "--jobs", jobs], stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if line.startswith("2 of"):  # the broken file and a song
                os.killpg(running.pid, signal.SIGINT)  # as a terminal does
                break
        said = running.stderr.read()
    assert running.returncode in (0, 130)
    assert "Traceback" not in said
    assert len(dict(ProfileFolder(out).profiles())) >= 1
    assert main(["analyse", str(songs), "--out", str(out)]) == 0
    assert len(dict(ProfileFolder(out).profiles())) == 2


def test_describe_says_everything_as_json(songs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["describe", str(songs / "one.flac"), str(songs / "broken.mp3"), "--json"]) == 0
    broken, described = json.loads(capsys.readouterr().out)
    assert broken["error"] == "not_audio"
    assert set(FACETS) <= set(described)
    assert (described["key"], described["mode"]) == ("A", "minor")
    assert len(described["tags"]) == 100
    assert described["instruments"].keys() >= {"piano", "guitar", "strings", "drums"}
    assert described["path"] == str(songs / "one.flac")
    assert described["duration_s"] == pytest.approx(12.0)


def test_what_is_not_there_is_said_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, none = tmp_path / "catalogue", tmp_path / "nowhere"
    assert main(["analyse", str(none), "--out", str(out)]) == 1
    assert f"{none}: There is no such file or folder." in capsys.readouterr().err
    assert main(["describe", str(none), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["error"] == "missing"
    (tmp_path / "empty").mkdir()
    for command in (["analyse", "--out", str(out)], ["describe"]):
        assert main([*command, str(tmp_path / "empty")]) == 1
        assert "There is no audio file in" in capsys.readouterr().err
    assert not out.exists()


def test_a_catalogue_has_one_writer_and_is_a_folder(
    songs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "catalogue"
    with ProfileFolder(out).writing():
        assert main(["analyse", str(songs), "--out", str(out)]) == 1
    assert "Another run is writing to" in capsys.readouterr().err
    assert not out.exists()
    assert main(["analyse", str(songs), "--out", str(songs / "notes.txt")]) == 1
    assert "notes.txt cannot be a folder" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["analyse", str(songs), "--out", str(out), "--jobs", "0"])


def test_nothing_readable_is_a_failure(songs: Path) -> None:
    assert main(["describe", str(songs / "broken.mp3"), "--json"]) == 1


def test_a_line_cut_off_by_a_kill_does_not_spoil_the_catalogue(songs: Path, tmp_path: Path) -> None:
    out = tmp_path / "catalogue"
    main(["analyse", str(songs / "one.flac"), "--out", str(out)])
    with (out / "profiles.jsonl").open("a") as lines:
        lines.write('{"path": "half')
    assert len(ProfileFolder(out).entries()) == 1
    main(["analyse", str(songs / "two.ogg"), "--out", str(out)])
    assert len(ProfileFolder(out).entries()) == 2


def test_the_command_line_needs_no_django(encoder: AudioEncoder) -> None:
    code = "import sys, matching.cli.main; print('django' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
