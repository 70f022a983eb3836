"""``search`` and ``bench`` as a stranger uses them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from matching.cli.main import main
from matching.profile.folder import ProfileFolder
from matching.profile.track import TrackProfile
from tests.starter import starter_paths


@pytest.fixture(scope="session")
def catalogue(
    starter_profiles: dict[str, TrackProfile], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The starter tracks as a folder that ``analyse`` made."""
    folder = tmp_path_factory.mktemp("catalogue")
    for number, path in enumerate(starter_paths()):
        ProfileFolder(folder).add(path, f"{number:064x}", starter_profiles[path.stem])
    return folder


def test_search_gives_paths_scores_and_reasons(
    catalogue: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", "--catalogue", str(catalogue), "--text", "slow piano", "--top", "3",
                 "--json"]) == 0  # fmt: skip
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 3
    assert all(Path(each["path"]).is_file() and each["reasons"] for each in found)
    assert all(each["reasons"][0].count("as you described") <= 1 for each in found)


def test_search_keeps_to_what_is_allowed_and_says_what_it_does_not_know(
    catalogue: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    allowed = str(starter_paths()[0])
    assert main(["search", "--catalogue", str(catalogue), "--text", "钢琴", "--language", "zh",
                 "--allow", allowed, "--allow", "nowhere.mp3", "--json"]) == 0  # fmt: skip
    said = capsys.readouterr()
    assert [each["path"] for each in json.loads(said.out)] == [allowed]
    assert "nowhere.mp3 is not in the catalogue" in said.err


def test_a_folder_that_cannot_be_searched_is_said(
    tmp_path: Path, starter_profiles: dict[str, TrackProfile], capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(folder: Path) -> str:
        assert main(["search", "--catalogue", str(folder), "--text", "piano"]) == 1
        return capsys.readouterr().err

    song = starter_paths()[0]
    assert "holds no analysed tracks" in refused(tmp_path)
    assert "There is no folder" in refused(tmp_path / "nowhere")
    assert "There is no folder" in refused(song)
    ProfileFolder(tmp_path).add(song, "0" * 64, starter_profiles[song.stem])
    for profile in tmp_path.rglob("*.npz"):
        profile.write_bytes(profile.read_bytes()[:99])
    assert f"the profile of {song} is missing or damaged. Run analyse" in refused(tmp_path)


def test_nothing_to_go_by_and_nothing_to_choose_from_are_failures(
    catalogue: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    search = ["search", "--catalogue", str(catalogue), "--json"]
    (tmp_path / "photo.jpg").write_text("no photo")
    for given in (["--text", " "], ["--photo", str(tmp_path / "photo.jpg")],
                  ["--audio", str(tmp_path / "none.mp3")]):  # fmt: skip
        assert main([*search, *given]) == 1
        said = capsys.readouterr()
        assert json.loads(said.out) == []
        assert "There is nothing to go by" in said.err
    assert main([*search, "--text", "piano", "--allow", "nowhere.mp3"]) == 1
    assert "No track is left to choose from" in capsys.readouterr().err
    for wrong in ([], ["--text", "piano", "--top", "0"]):
        with pytest.raises(SystemExit, match="2"):
            main([*search, *wrong])


def test_requests_that_are_not_there_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "text", "--requests", str(tmp_path / "none.toml")]) == 1
    assert "There is no file of requests" in capsys.readouterr().err


def test_photos_that_are_not_there_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "photo", "--photos", str(tmp_path)]) == 1
    assert "does not hold" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error(catalogue: Path) -> None:
    command = [sys.executable, "-m", "matching", "search", "--catalogue", str(catalogue)]
    process = subprocess.Popen(
        [*command, "--text", "piano"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read().decode()
    assert process.wait() == 141
    assert "Traceback" not in said
    assert "Broken" not in said
    process.stderr.close()


@pytest.mark.usefixtures("encoder")
def test_a_song_is_not_compared_with_what_another_model_heard(
    tmp_path: Path, starter_profiles: dict[str, TrackProfile], capsys: pytest.CaptureFixture[str]
) -> None:
    song = starter_paths()[0]
    other = replace(starter_profiles[song.stem], analyser="somebody-windows-1")
    ProfileFolder(tmp_path).add(song, "0" * 64, other)
    assert main(["search", "--catalogue", str(tmp_path), "--audio", str(song)]) == 1
    said = capsys.readouterr().err
    assert "another audio model (somebody-1)" in said
    assert "There is nothing to go by" in said
