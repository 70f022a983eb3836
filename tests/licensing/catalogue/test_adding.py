"""From an audio file to a track that is analysed, indexed and, with a grant, cleared."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files import File
from django.db import connection

from licensing.catalogue.models import AudioAsset, Track
from licensing.catalogue.selectors import analysis_progress
from licensing.catalogue.services import Added, track_add_audio, track_set_tags, track_update
from licensing.rights.selectors import cleared_track_ids, decision_for
from matching.jobs.models import Job
from matching.models import IndexVersion, Profile
from matching.selectors import current_snapshot, profile_load
from tests.licensing.audio import music, work_off
from tests.licensing.rows import active_grant, use

pytestmark = pytest.mark.django_db(transaction=True)


def add(path: Path, **facts: object) -> Added:
    with path.open("rb") as stream:
        return track_add_audio(file=File(stream), original_name=path.name, facts=facts)


def test_a_file_becomes_a_track_that_is_heard_and_found(tmp_path: Path) -> None:
    track = add(music(tmp_path / "song.wav"), title="Song", artist="Somebody").track
    assert analysis_progress().waiting == 1
    active_grant(track)
    assert decision_for(track.pk, use()).reasons[0].code == "not_analysed"
    assert work_off() == ["done"]
    track.refresh_from_db()
    assert track.duration_s == pytest.approx(6.0, abs=0.1)
    profile = profile_load(track.asset.sha256)
    assert profile is not None
    assert profile.tags.shape == (100,)
    assert current_snapshot(fresh=True).ids.tolist() == [track.pk]
    assert cleared_track_ids(use()).tolist() == [track.pk]
    progress = analysis_progress()
    assert (progress.done, progress.total, progress.waiting) == (1, 1, 0)


def test_the_same_bytes_are_one_track(tmp_path: Path) -> None:
    first = add(music(tmp_path / "song.wav"), title="Song")
    again = add(music(tmp_path / "copy of song.wav"), title="Another name")
    assert first.created
    assert not again.created
    assert again.track == first.track
    assert Job.objects.count() == 1


def test_the_same_new_file_from_two_people_at_once_is_one_track(tmp_path: Path) -> None:
    song = music(tmp_path / "song.wav")

    def send(_number: int) -> bool:
        try:
            return add(song).created
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        created = list(people.map(send, range(4)))
    assert sorted(created) == [False, False, False, True]
    assert Track.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"This is a letter, not music." * 50, "not_audio")],
)
def test_a_file_that_is_no_audio_says_so(tmp_path: Path, content: bytes, code: str) -> None:
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(content)
    track = add(bad).track
    assert work_off() == ["failed"]
    asset = AudioAsset.objects.get()
    assert asset.problem_code == code
    assert asset.problem_text
    assert Job.objects.get().error_code == code
    assert analysis_progress().failed == 1
    assert not decision_for(track.pk, use()).allowed


def test_analysed_bytes_are_not_heard_again(tmp_path: Path) -> None:
    first = add(music(tmp_path / "song.wav")).track
    work_off()
    Track.objects.all().delete()
    AudioAsset.objects.all().delete()
    again = add(music(tmp_path / "song.wav")).track
    assert again.pk != first.pk
    assert again.duration_s
    assert Profile.objects.count() == 1
    assert not Job.objects.filter(state=Job.State.QUEUED).exists()


def test_many_analyses_build_few_indexes(tmp_path: Path) -> None:
    for number in range(4):
        add(music(tmp_path / f"{number}.wav", hertz=200 + 30 * number))
    work_off()
    newest = IndexVersion.objects.get(active=True)
    assert newest.count == 4
    assert newest.number == 2  # the first analysis, and the last


def test_facts_and_tags_are_edited(tmp_path: Path) -> None:
    track = add(music(tmp_path / "song.wav"), title="x" * 400).track
    assert len(track.title) == 255
    track_update(track=track, facts={"title": "Evening", "explicit": "no"})
    track_set_tags(track=track, tags=["Piano", " calm ", "piano", ""])
    track_set_tags(track=track, tags=["calm", "night"])
    track.refresh_from_db()
    assert track.title == "Evening"
    assert sorted(track.tags.values_list("tag", flat=True)) == ["calm", "night"]
    with pytest.raises(ValueError, match="no colour"):
        add(music(tmp_path / "other.wav", hertz=333), colour="blue")
