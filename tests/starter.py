"""The 28 starter tracks as the real analyser hears them: once a session, for every test.

Listening takes half a minute, so the profiles are also kept in pytest's cache for as long as the
analyser's own source does not change (``pytest --cache-clear`` listens again). Of tests that run
side by side one listens, the others wait for it.
"""

from __future__ import annotations

import fcntl
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from immich_memories_music import tracks_dir

import matching
from matching.audio.analyse import analyse_file, analyser_name
from matching.encoders.registry import audio_encoder
from matching.profile.folder import ProfileFolder, audio_sha256
from matching.profile.track import TrackProfile

_HEARS = ("audio", "encoders", "profile")


def starter_paths() -> list[Path]:
    return sorted(tracks_dir().rglob("*.opus"))


def hear_starter(config: pytest.Config) -> dict[str, TrackProfile]:
    """The analysis of every starter track, by the SHA-256 of its file.

    Raises EncoderUnavailable where the model files are missing.
    """
    encoder = audio_encoder()
    analyser = analyser_name(encoder)
    assert config.cache is not None
    kept = ProfileFolder(Path(config.cache.mkdir(f"starter-{_source()}")))

    def hear(path: Path) -> tuple[str, TrackProfile]:
        sha256 = audio_sha256(path)
        return sha256, kept.stored(sha256, analyser) or analyse_file(path, encoder)

    paths = starter_paths()
    with (kept.folder / "listening").open("w") as alone, ThreadPoolExecutor(2) as pool:
        fcntl.flock(alone, fcntl.LOCK_EX)
        heard = list(pool.map(hear, paths))
        for path, (sha256, profile) in zip(paths, heard, strict=True):
            if kept.stored(sha256, analyser) is None:
                kept.add(path, sha256, profile)
    return dict(heard)


def _source() -> str:
    """A digest of the analyser's own source."""
    digest = hashlib.sha256()
    root = Path(matching.__file__).parent
    for path in sorted(file for part in _HEARS for file in (root / part).glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
