"""Model files are complete, proven and kept; what goes wrong is said in one sentence."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from matching.encoders.base import AudioEncoder, EncoderUnavailable
from matching.encoders.files import (
    ModelsUnavailable,
    ensure_models,
    missing_models,
    model_path,
    require_model,
)
from matching.encoders.manifest import E5_SMALL, MODEL_FILES, MUSICNN_MSD
from matching.encoders.musicnn import MusicnnEncoder
from matching.encoders.registry import models_dir


@pytest.fixture
def folder(tmp_path: Path, encoder: AudioEncoder) -> Path:
    """A models folder of its own, filled from the one in use."""
    for file in MODEL_FILES:
        if file.kept_in_package is None:
            shutil.copy2(models_dir() / file.name, tmp_path / file.name)
    return tmp_path


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)


def test_the_manifest_names_source_licence_and_digest_of_every_file() -> None:
    for file in MODEL_FILES:
        assert file.source.startswith("https://")
        assert file.licence
        assert len(file.sha256) == 64
        assert (file.wheel is None) != (file.kept_in_package is None)


@pytest.mark.usefixtures("no_network")
def test_a_second_call_needs_no_network(folder: Path) -> None:
    assert ensure_models(folder) == []
    assert ensure_models(folder) == []


def test_a_damaged_file_is_noticed(folder: Path) -> None:
    assert missing_models(folder) == []
    path = model_path(MUSICNN_MSD, folder)
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert missing_models(folder) == [MUSICNN_MSD]
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert missing_models(folder, verify=True) == [MUSICNN_MSD]


def test_without_network_one_sentence_says_so(
    tmp_path: Path, no_network: None, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(EncoderUnavailable, match="could not be downloaded") as caught:
        ensure_models(tmp_path / "models")
    assert str(caught.value).count(".\n") == 0
    assert capfd.readouterr().err == ""
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["verified.json"]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelsUnavailable, match="cannot be used"):
        ensure_models(tmp_path / "file" / "models")


def test_a_missing_file_names_the_command_that_obtains_it(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="python -m matching models"):
        MusicnnEncoder.from_folder(tmp_path)


def test_a_damaged_file_is_refused_at_load(folder: Path) -> None:
    model_path(MUSICNN_MSD, folder).write_bytes(b"not a model")
    with pytest.raises(EncoderUnavailable, match="damaged"):
        MusicnnEncoder.from_folder(folder)


def test_the_text_model_is_used_where_its_package_keeps_it(tmp_path: Path) -> None:
    assert require_model(E5_SMALL, tmp_path).stat().st_size == E5_SMALL.size
