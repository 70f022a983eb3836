"""The starter catalogue, loaded anew for each test from what was heard once a session."""

from __future__ import annotations

import pytest

from licensing.catalogue.indexing import index_refresh
from licensing.catalogue.models import Track
from matching.jobs.models import Job
from matching.jobs.tasks import run_job
from matching.profile.track import TrackProfile
from matching.services import profile_store
from merchant_app.demo.references import references_load
from merchant_app.demo.starter import starter_load


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
