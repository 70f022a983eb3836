"""How long uploads are kept, what a copy shares, and what goes when something is deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from merchant_app.briefs.models import Brief, BriefInput, Seed
from merchant_app.briefs.services.removal import uploads_expire
from merchant_app.playlists.models import Playlist
from tests.merchant_app.briefs import files
from tests.merchant_app.conftest import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def brief(api, cafe) -> Brief:
    """A draft with words, a photo and a song, all of it read."""
    made = api.post(
        f"/api/v1/stores/{cafe.pk}/briefs/",
        {
            "draft": "true",
            "description": "quiet piano",
            "photos": [SimpleUploadedFile("room.jpg", files.saved(files.room()))],
            "seed_audio": [SimpleUploadedFile("song.wav", files.sound(6))],
        },
        format="multipart",
    )
    work()
    return Brief.objects.get(pk=made.json()["id"])


def names_of(brief: Brief) -> list[str]:
    return [item.file.name for item in brief.inputs.exclude(file="")]


def grow_old(brief: Brief, days: int) -> None:
    brief.inputs.update(created_at=timezone.now() - timedelta(days=days))


def copy_of(page, brief: Brief) -> Brief:
    page("en").post(f"/briefs/{brief.pk}/duplicate/")
    return Brief.objects.exclude(pk=brief.pk).get()


def test_uploads_go_after_the_organisations_time_and_the_rest_stays(brief, organisation) -> None:
    organisation.retention_days = 10
    organisation.save()
    names = names_of(brief)
    assert len(names) == 2
    grow_old(brief, 9)
    assert uploads_expire() == 0
    grow_old(brief, 11)
    assert uploads_expire() == 2
    assert not any(default_storage.exists(name) for name in names)
    for item in brief.inputs.all():
        assert item.status == BriefInput.Status.READY
        assert bool(item.file_deleted_at) == (item.kind != "words")
    assert Seed.objects.get().profile is not None
    assert uploads_expire() == 0


def test_a_brief_whose_uploads_went_can_still_be_matched_and_copied(brief, api, page) -> None:
    grow_old(brief, 400)
    uploads_expire()
    copy = copy_of(page, brief)
    assert [item.status for item in copy.inputs.all()] == ["ready"] * 3
    for each in (brief, copy):
        api.post(f"/api/v1/briefs/{each.pk}/start/")
    work()
    assert set(Brief.objects.values_list("status", flat=True)) == {"ready"}


def test_nothing_is_deleted_under_a_running_match(brief, api) -> None:
    grow_old(brief, 400)
    api.post(f"/api/v1/briefs/{brief.pk}/start/")
    assert uploads_expire() == 0
    work()
    assert uploads_expire() == 2


def test_a_copy_has_files_of_its_own(brief, page, django_capture_on_commit_callbacks) -> None:
    copy = copy_of(page, brief)
    assert not set(names_of(brief)) & set(names_of(copy))
    names = names_of(brief)
    with django_capture_on_commit_callbacks(execute=True):
        page("en").post(f"/briefs/{brief.pk}/delete/")
    assert not any(default_storage.exists(name) for name in names)
    assert all(default_storage.exists(name) for name in names_of(copy))
    assert copy.name == f"{brief.name} (copy)"
    assert [seed.name for seed in copy.seeds.all()] == ["song"]


def test_a_copy_reads_what_was_not_read_yet(api, cafe, page) -> None:
    api.post(
        f"/api/v1/stores/{cafe.pk}/briefs/",
        {"draft": "true", "seed_audio": [SimpleUploadedFile("song.wav", files.sound(6))]},
        format="multipart",
    )
    copy = copy_of(page, Brief.objects.get())
    work()
    assert copy.inputs.get().status == BriefInput.Status.READY
    assert copy.seeds.count() == 1


def test_a_copy_of_a_file_that_was_lost_before_it_was_read(api, cafe, page) -> None:
    api.post(
        f"/api/v1/stores/{cafe.pk}/briefs/",
        {
            "draft": "true",
            "description": "quiet piano",
            "seed_audio": [SimpleUploadedFile("song.wav", files.sound(6))],
        },
        format="multipart",
    )
    brief = Brief.objects.get()
    default_storage.delete(names_of(brief)[0])
    copy = copy_of(page, brief)
    work()
    for each in (brief, copy):
        lost = each.inputs.get(kind="audio")
        assert lost.status == BriefInput.Status.FAILED
        assert "no longer there" in lost.problems[0]["en"]
        assert "已不存在" in lost.problems[0]["zh"]
    chinese = page("zh-hans").get(f"/briefs/{copy.pk}/").content.decode()
    assert "已不存在" in chinese
    assert "quiet piano" in chinese


def test_playlists_stay_when_their_brief_goes(brief, api, page) -> None:
    api.post(f"/api/v1/briefs/{brief.pk}/start/")
    work()
    playlist = Playlist.objects.get()
    page("en").post(f"/briefs/{brief.pk}/delete/")
    shown = api.get(f"/api/v1/playlists/{playlist.pk}/")
    assert shown.status_code == 200
    assert shown.json()["items"]
    assert page("zh-hans").get(f"/playlists/{playlist.pk}/").status_code == 200


def test_a_removed_input_takes_its_file_along(
    brief, page, django_capture_on_commit_callbacks
) -> None:
    photo = brief.inputs.get(kind="photo")
    with django_capture_on_commit_callbacks(execute=True):
        page("en").post(f"/briefs/{brief.pk}/inputs/{photo.pk}/remove/")
    assert not default_storage.exists(photo.file.name)
    assert brief.inputs.count() == 2


def test_an_upload_of_a_sent_brief_is_deleted_and_what_was_understood_stays(
    brief, api, page
) -> None:
    photo = brief.inputs.get(kind="photo")
    address = f"/briefs/{brief.pk}/inputs/{photo.pk}/delete-file/"
    api.post(f"/api/v1/briefs/{brief.pk}/start/")
    assert "being read" in page("en").post(address, follow=True).content.decode()
    work()
    name = photo.file.name
    shown = page("zh-hans").post(address, follow=True).content.decode()
    assert "文件已删除" in shown
    assert not default_storage.exists(name)
    photo.refresh_from_db()
    assert not photo.file
    assert photo.understanding


def test_every_brief_of_a_store_is_listed(brief, api, page) -> None:
    api.post(f"/api/v1/briefs/{brief.pk}/start/")
    work()
    Playlist.objects.all().delete()
    listed = page("en").get(f"/stores/{brief.store_id}/briefs/").content.decode()
    assert f"/briefs/{brief.pk}/" in listed
    assert page("zh-hans").get(f"/stores/{brief.store_id}/briefs/").status_code == 200
