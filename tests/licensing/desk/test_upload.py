"""Uploads at the desk: accepted, refused with the reason, watched until they are ready."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from licensing.catalogue.models import Track
from licensing.history.services import acting
from licensing.licences.amendments import amendment_approve
from licensing.licences.models import Amendment
from licensing.rights.selectors import cleared_track_ids
from tests.licensing.audio import music, work_off
from tests.licensing.rows import active_grant, use

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(editor, signed_in) -> Client:
    return signed_in(editor)


def upload(desk: Client, path: Path, **fields: object):
    with path.open("rb") as stream:
        return desk.post(reverse("desk:receive"), {"file": stream, **fields})


def test_a_new_track_is_watched_until_it_plays(desk: Client, approver, tmp_path: Path) -> None:
    grant = active_grant(basis="public_domain", evidence="The composer died in 1899.")
    answer = upload(desk, music(tmp_path / "Evening song.wav"), grant=grant.pk)
    assert "Evening song" in answer.content.decode()
    track = Track.objects.get()
    row = reverse("desk:upload-row", args=[track.pk])
    assert f'hx-get="{row}"' in answer.content.decode()
    progress = desk.get(reverse("desk:progress")).content.decode()
    assert "0 of 1 tracks" in progress
    work_off()
    ready = desk.get(row).content.decode()
    assert "Ready" in ready
    assert "hx-get" not in ready
    assert "waits for a second person" in ready
    assert cleared_track_ids(use()).tolist() == []
    with acting(approver):
        amendment_approve(amendment=Amendment.objects.get())
    assert cleared_track_ids(use()).tolist() == [track.pk]
    assert "hidden" in desk.get(reverse("desk:progress")).content.decode()


def test_the_same_file_again_is_known(desk: Client, tmp_path: Path) -> None:
    song = music(tmp_path / "song.wav")
    upload(desk, song)
    assert "already in the catalogue" in upload(desk, song).content.decode()
    assert Track.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("letter.mp3", b"Dear reader, " * 100, "holds no sound"),
        ("empty.wav", b"", "empty"),
    ],
)
def test_bad_files_say_why(desk: Client, tmp_path: Path, name, content, says) -> None:
    (tmp_path / name).write_bytes(content)
    answer = upload(desk, tmp_path / name)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]
    assert not Track.objects.exists()


def test_short_large_and_missing_files(desk: Client, tmp_path: Path, settings) -> None:
    short = upload(desk, music(tmp_path / "blip.wav", seconds=1))
    assert "at least 3 seconds" in short.json()["detail"]
    settings.UPLOAD_LIMITS = {**settings.UPLOAD_LIMITS, "audio": 1024 * 1024}
    large = SimpleUploadedFile("large.wav", b"x" * (1024 * 1024 + 1))
    answer = desk.post(reverse("desk:receive"), {"file": large})
    assert "larger than 1 MB" in answer.json()["detail"]
    assert desk.post(reverse("desk:receive")).status_code == 422
