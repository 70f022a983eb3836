"""The starter catalogue, heard once a session by the real analyser, loaded anew for each test."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from immich_memories_music import tracks_dir

from licensing.catalogue.indexing import index_refresh
from licensing.catalogue.models import Track
from matching.audio.analyse import analyse_file
from matching.encoders.registry import audio_encoder
from matching.jobs.models import Job
from matching.jobs.tasks import run_job
from matching.profile.track import TrackProfile
from matching.services import profile_store
from merchant_app.demo.references import references_load
from merchant_app.demo.starter import starter_load


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="session")
def heard() -> dict[str, TrackProfile]:
    """The analysis of every starter track, by the hash of its file."""
    paths = sorted(tracks_dir().rglob("*.opus"))
    encoder = audio_encoder()
    with ThreadPoolExecutor(2) as pool:
        profiles = list(pool.map(lambda path: analyse_file(path, encoder), paths))
    return {hash_of(path): profile for path, profile in zip(paths, profiles, strict=True)}


@pytest.fixture
def starter(db: None, heard: dict[str, TrackProfile]) -> list[Track]:
    """The 28 starter tracks, analysed, granted and indexed."""
    for sha256, profile in heard.items():
        profile_store(sha256=sha256, profile=profile)
    starter_load()
    index_refresh()
    return list(Track.objects.order_by("pk"))


@pytest.fixture
def references(starter: list[Track]) -> list[Track]:
    """The demonstration's reference tracks: analysed, known by name, not cleared."""
    references_load()
    work()
    index_refresh()
    return list(Track.objects.filter(demonstration=True).order_by("pk"))


def work() -> None:
    """Do every job that waits, as the workers would."""
    while job := Job.objects.filter(state=Job.State.QUEUED).order_by("pk").first():
        run_job(job.pk, worker="test")
