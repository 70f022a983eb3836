"""A file that only libsndfile reads is stored as a copy that players open."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from django.core.files import File

from licensing.catalogue.models import AudioAsset
from licensing.catalogue.services import track_add_audio, track_reanalyse
from matching.audio.errors import UNPLAYABLE
from matching.models import Profile
from matching.profile.folder import audio_sha256
from tests.licensing.audio import music, work_off
from tests.matching.audio.test_second_decoder import with_doubled_headers

pytestmark = pytest.mark.django_db(transaction=True)


def add(path: Path) -> bool:
    with path.open("rb") as stream:
        return track_add_audio(file=File(stream), original_name=path.name, facts={}).created


def broken(folder: Path) -> Path:
    path = music(folder / "song.ogg")
    path.write_bytes(with_doubled_headers(path.read_bytes()))
    return path


def test_the_stored_file_can_be_played_and_the_original_is_still_known(tmp_path: Path) -> None:
    sent = broken(tmp_path)
    assert add(sent)
    first = Path(AudioAsset.objects.get().file.path)
    assert work_off() == ["done"]
    asset = AudioAsset.objects.get()
    with av.open(asset.file.path) as container:
        heard = sum(frame.samples / frame.rate for frame in container.decode(audio=0))
    assert heard == pytest.approx(6.0, abs=0.1)
    assert (asset.mime, asset.original_name) == ("audio/flac", "song.ogg")
    assert asset.bytes == Path(asset.file.path).stat().st_size
    assert asset.sha256 == audio_sha256(sent)
    assert not first.exists()
    assert Profile.objects.get().warnings == [UNPLAYABLE]
    assert not add(sent)


def test_hearing_the_copy_again_changes_nothing(tmp_path: Path) -> None:
    add(broken(tmp_path))
    work_off()
    asset = AudioAsset.objects.get()
    track_reanalyse(asset.tracks.get())
    assert work_off() == ["done"]
    assert AudioAsset.objects.get().file.name == asset.file.name
    assert Profile.objects.get().warnings == [UNPLAYABLE]


def test_bytes_that_were_heard_before_get_their_copy_too(tmp_path: Path) -> None:
    sent = broken(tmp_path)
    add(sent)
    work_off()
    asset = AudioAsset.objects.get()
    asset.tracks.all().delete()
    asset.delete()
    assert add(sent)
    assert work_off() == ["done"]
    assert AudioAsset.objects.get().mime == "audio/flac"
