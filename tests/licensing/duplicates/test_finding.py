"""Tracks that may be one are found by their sound and by their facts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from django.core.files.base import ContentFile

from licensing.catalogue.models import Track
from licensing.duplicates.finding import duplicates_find
from licensing.duplicates.models import DuplicatePair
from licensing.duplicates.recognition import track_recognised
from licensing.duplicates.services import pair_keep
from licensing.duplicates.titles import base_artist, base_title
from licensing.quality.inspecting import asset_compare, asset_inspect, inspection_send
from licensing.works.models import RecordedWork, Work
from matching.jobs.models import Job
from tests.licensing.audio import RATE, work_off
from tests.licensing.rows import analysed_asset, analysed_track

pytestmark = pytest.mark.django_db


def heard(path: Path, **facts: object) -> Track:
    asset = analysed_asset()
    asset.file.save(path.name, ContentFile(path.read_bytes()))
    track = analysed_track(asset=asset, **{"title": path.stem, "duration_s": 12.0, **facts})
    asset_inspect(asset, path)
    asset_compare(asset)
    return track


@pytest.fixture
def songs(tmp_path: Path) -> list[Path]:
    """The same music in two containers, quieter a second later, and another piece."""
    sound, silence = tune(1), np.zeros(RATE, dtype=np.int16)
    files = {
        "one.wav": sound,
        "two.flac": sound,
        "three.wav": np.concatenate([silence, (sound * 0.4).astype(np.int16)]),
        "four.wav": tune(2),
    }
    for name, samples in files.items():
        soundfile.write(tmp_path / name, samples, RATE)
    return [tmp_path / name for name in files]


def tune(seed: int) -> np.ndarray:
    """(n,) 12 s of int16: a new random chord of rich tones every quarter of a second."""
    numbers = np.random.default_rng(seed)
    time = np.arange(RATE // 4) / RATE
    parts = []
    for _chord in range(48):
        tones = 220 * 2 ** (numbers.integers(0, 24, 3) / 12)
        harmonics = [tone * order for tone in tones for order in range(1, 9)]
        parts.append(sum(np.sin(2 * np.pi * pitch * time) / pitch for pitch in harmonics))
    sound = np.concatenate(parts)
    return (sound / np.abs(sound).max() * 16_000).astype(np.int16)


def kinds(track: Track) -> dict[int, str]:
    return {pair.track_a_id: pair.kind for pair in DuplicatePair.objects.filter(track_b=track)}


def test_the_same_sound_is_found_in_other_files(songs: list[Path]) -> None:
    one, two, three, four = (heard(path) for path in songs)
    assert kinds(two) == {one.pk: "same_audio"}
    assert set(kinds(three).values()) == {"near_identical"}
    assert DuplicatePair.objects.get(track_a=one, track_b=three).shift_s == pytest.approx(
        1.0, abs=0.1
    )
    assert kinds(four) == {}


def test_an_uploaded_song_is_recognised(songs: list[Path]) -> None:
    one, other = heard(songs[0]), heard(songs[3])
    numbers = [other.pk, one.pk]
    assert track_recognised(songs[2], numbers) == one.pk
    assert track_recognised(songs[2], [other.pk]) is None
    assert track_recognised(songs[2], []) is None
    Track.objects.filter(pk=one.pk).update(withdrawn=True)
    assert track_recognised(songs[2], numbers) is None


def test_versions_and_shared_isrcs_are_found_by_facts(songs: list[Path]) -> None:
    one = heard(songs[0], title="Moon River", artist="Somebody", isrc="GBAYE6800011")
    other = heard(songs[3], title="Moon River - Live 1999", artist="Somebody")
    assert kinds(other) == {one.pk: "version"}
    other.isrc = "GBAYE6800011"
    other.save()
    duplicates_find(other)
    assert kinds(other) == {one.pk: "same_isrc_other_audio"}
    Track.objects.filter(pk=other.pk).update(isrc="", title="Another", artist="")
    assert duplicates_find(other) == 0
    work = Work.objects.create(title="Moon River", iswc="T0345246801")
    for track in (one, other):
        RecordedWork.objects.create(track=track, work=work)
    duplicates_find(one)
    assert kinds(other) == {one.pk: "version"}


def test_what_an_editor_decided_stays(songs: list[Path]) -> None:
    one, two = heard(songs[0]), heard(songs[1])
    pair_keep(DuplicatePair.objects.get())
    assert duplicates_find(one) == duplicates_find(two) == 0
    assert DuplicatePair.objects.get().state == "kept"


def test_audio_that_was_never_looked_into_is_looked_into_once(songs: list[Path]) -> None:
    for path in songs[:2]:
        asset = analysed_asset()
        asset.file.save(path.name, ContentFile(path.read_bytes()))
        analysed_track(asset=asset, duration_s=12.0)
    lost = analysed_track()  # its file is not there
    assert inspection_send() is not None
    assert inspection_send() is None
    assert work_off() == ["done"]
    assert DuplicatePair.objects.get().kind == "same_audio"
    lost.asset.refresh_from_db()
    assert lost.asset.quality_findings == []
    assert inspection_send() is None
    Track.objects.get(pk=lost.pk).save()
    assert inspection_send() is None
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("title", "base"),
    [
        ("Moon River (Live at Home)", "moonriver"),
        ("Moon River - 2011 Remaster", "moonriver"),
        ("Moon River [Instrumental]", "moonriver"),
        ("Moon River feat. Somebody", "moonriver"),
        ("Moon River - Radio Edit (2004 Remastered)", "moonriver"),
        ("月亮代表我的心 (现场版)", "月亮代表我的心"),
        ("月亮代表我的心（伴奏）", "月亮代表我的心"),
        ("月亮代表我的心 伴奏版", "月亮代表我的心"),
        ("(I Can't Get No) Satisfaction", "icantgetnosatisfaction"),
        ("Café - Bleu", "cafebleu"),
        ("Live", "live"),
        ("(Live)", "live"),
        ("Living on the Edge", "livingontheedge"),
    ],
)
def test_titles_without_their_version(title: str, base: str) -> None:
    assert base_title(title) == base


def test_the_first_artist_counts() -> None:
    assert base_artist("Somebody feat. Another") == base_artist("SOMEBODY & Third") == "somebody"
    assert base_artist("") == ""
