"""A worker is killed in the middle of a match: another one ends it, exactly once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from matching.jobs.models import Job
from merchant_app.briefs.models import Brief, Seed
from merchant_app.playlists.models import Playlist, PlaylistVersion
from tests.brokers import NOWHERE, broker_at
from tests.merchant_app.briefs import files
from tests.merchant_app.workers import Workers, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workers(transactional_db: None, tmp_path) -> Iterator[Workers]:
    folder = tmp_path / "workers"
    folder.mkdir()
    running = Workers(folder)
    running.start()
    yield running
    running.stop()


def test_killed_in_mid_match(workers, api, cafe) -> None:
    songs = [
        SimpleUploadedFile(f"{hertz}.flac", files.sound(150, kind="FLAC", hertz=hertz))
        for hertz in (220, 330)
    ]
    # Only the match itself is sent, so that it has all the listening to do.
    with broker_at(NOWHERE):
        draft = api.post(
            f"/api/v1/stores/{cafe.pk}/briefs/",
            {"description": "quiet piano", "seed_audio": songs, "draft": "true"},
            format="multipart",
        ).json()
    assert api.post(f"/api/v1/briefs/{draft['id']}/start/").status_code == 202
    brief = Brief.objects.get(pk=draft["id"])

    def listens() -> bool:
        return Job.objects.filter(pk=brief.job_id, step="understand_audio").exists()

    assert wait_for(listens, 180), workers.log()
    killed = Job.objects.get(pk=brief.job_id).worker
    workers.kill_with_child(int(killed.rpartition(":")[2]))

    def ended() -> bool:
        return not Job.objects.filter(state__in=Job.OPEN).exists()

    assert wait_for(ended, 180), workers.log()
    job = Job.objects.get(pk=brief.job_id)
    assert (job.state, job.attempt) == ("done", 2)
    assert job.worker != killed
    brief.refresh_from_db()
    assert brief.status == Brief.Status.READY
    assert Playlist.objects.get().brief == brief
    assert PlaylistVersion.objects.count() == 1
    assert sorted(Seed.objects.values_list("name", "outcome")) == [
        ("220", "analysed"),
        ("330", "analysed"),
    ]
    answer = api.get(f"/api/v1/briefs/{brief.pk}/").json()
    assert answer["status"] == "ready"
    assert answer["problems"] == []
