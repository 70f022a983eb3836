"""The three pieces of Debian's hyperrogue-music that FFmpeg refuses, themselves (64 MB)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.merchant_app.briefs import files
from tests.merchant_app.doors import send_brief

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    try:
        subprocess.run(
            ["apt-get", "download", "-q", "hyperrogue-music"],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            timeout=300,
        )
        (archive,) = tmp_path.glob("*.deb")
        subprocess.run(["dpkg-deb", "-x", archive, tmp_path / "tree"], check=True)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        pytest.skip(f"Debian's archive is out of reach: {error}")
    return tmp_path / "tree"


def test_all_three_are_heard(api, cafe, package) -> None:
    songs = [SimpleUploadedFile(path.name, path.read_bytes()) for path in files.hyperrogue(package)]
    brief = send_brief(api, cafe, description="calm", seed_audio=songs)
    assert brief["status"] == "ready"
    assert [seed["outcome"] for seed in brief["seeds"]] == ["analysed"] * 3
    assert brief["problems"] == []
