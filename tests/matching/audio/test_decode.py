"""Every kind of broken, oversized or misleading file gets its own plain sentence, quickly."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import soundfile

from matching.audio.decode import Limits
from matching.audio.errors import SENTENCES, WARNINGS, AudioProblem, say_warning
from matching.audio.sound import listen
from tests.matching.conftest import RATE, WriteSound, tone

ANALYSIS_RATE = 16_000


def problem_of(path: Path, limits: Limits = Limits()) -> AudioProblem:  # noqa: B008
    with pytest.raises(AudioProblem) as caught:
        listen(path, rate=ANALYSIS_RATE, limits=limits)
    return caught.value


def test_text_named_mp3_is_not_audio(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    path.write_text("these are words, not music\n" * 100)
    assert problem_of(path).code == "not_audio"


def test_zero_bytes_are_said_to_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    path.touch()
    assert problem_of(path).code == "empty"


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"OggS", b"RIFF\xff\xff\xff\xffWAVE", b"ID3"])
def test_noise_after_a_known_beginning_never_escapes_as_another_error(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(content + np.random.default_rng(1).bytes(100_000))
    assert problem_of(path).code in ("not_audio", "unreadable")


@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{song}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {song}\n",
    ],
)
def test_playlists_do_not_open_other_files(
    tmp_path: Path, write_sound: WriteSound, playlist: str
) -> None:
    song = write_sound("secret.wav", tone(9))
    path = tmp_path / "song.mp3"
    path.write_text(playlist.format(song=song.name))
    assert problem_of(path).code == "not_audio"


def test_folders_and_absent_files_are_unreadable(tmp_path: Path) -> None:
    assert problem_of(tmp_path).code == "unreadable"
    assert problem_of(tmp_path / "absent.mp3").code == "unreadable"


def test_one_second_is_too_short(write_sound: WriteSound) -> None:
    problem = problem_of(write_sound("song.wav", tone(1)))
    assert problem.code == "too_short"
    assert "1.0 seconds" in problem.say("en")
    assert "1.0 秒" in problem.say("zh-hans")


def test_silence_is_said(write_sound: WriteSound) -> None:
    assert problem_of(write_sound("song.flac", np.zeros(RATE * 5, np.float32))).code == "silent"


def test_a_file_over_the_limit_is_not_read(write_sound: WriteSound) -> None:
    path = write_sound("song.wav", tone(5))
    assert problem_of(path, Limits(max_bytes=100_000)).code == "too_large"


@pytest.mark.parametrize("loud", [False, True], ids=["header not believed", "header believed"])
def test_three_hours_are_refused(tmp_path: Path, loud: bool) -> None:
    path = tmp_path / "set.flac"
    minute = np.random.default_rng(0).normal(0, 0.1 * loud, 8_000 * 60).astype(np.float32)
    with soundfile.SoundFile(path, "w", 8_000, 1) as stream:
        for _ in range(180):
            stream.write(minute)
    assert problem_of(path).code == "too_long"


def test_the_length_limit_holds_whatever_the_container_claims(write_sound: WriteSound) -> None:
    path = write_sound("song.wav", tone(30))
    assert problem_of(path, Limits(max_seconds=20)).code == "too_long"


def test_telephone_quality_is_heard(write_sound: WriteSound) -> None:
    sound = listen(write_sound("hold.wav", tone(5, rate=8_000), 8_000), rate=ANALYSIS_RATE)
    assert sound.duration_s == pytest.approx(5.0)
    assert len(sound.mono) == pytest.approx(5 * ANALYSIS_RATE, abs=10)


@pytest.mark.parametrize("name", ["song.wav", "song.flac", "song.mp3", "song.ogg"])
def test_a_file_that_breaks_off_is_heard_as_far_as_it_goes(
    write_sound: WriteSound, name: str
) -> None:
    path = write_sound(name, np.random.default_rng(0).normal(0, 0.1, RATE * 30).astype(np.float32))
    whole = listen(path, rate=ANALYSIS_RATE)
    assert whole.warnings == ()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    half = listen(path, rate=ANALYSIS_RATE)
    assert "truncated" in half.warnings
    assert 3 < half.duration_s < 0.7 * whole.duration_s


def test_too_little_of_a_broken_copy_is_said_to_be_truncated(write_sound: WriteSound) -> None:
    path = write_sound("song.flac", tone(30))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 20])
    assert problem_of(path).code == "truncated"


def test_damage_in_the_middle_does_not_end_the_song(write_sound: WriteSound) -> None:
    path = write_sound("song.mp3", tone(30))
    content = bytearray(path.read_bytes())
    for at in range(5_000, len(content), 9_973):
        content[at] ^= 0xFF
    path.write_bytes(content)
    assert listen(path, rate=ANALYSIS_RATE).duration_s > 25


def test_values_that_are_no_numbers_do_not_spread(write_sound: WriteSound) -> None:
    samples = tone(5)
    samples[::5_000] = np.nan
    sound = listen(write_sound("song.wav", samples, subtype="FLOAT"), rate=ANALYSIS_RATE)
    assert np.isfinite(sound.mono).all()
    assert np.isfinite(sound.loudness_lufs)


def test_stereo_is_halved_not_summed(write_sound: WriteSound) -> None:
    mono = tone(5)
    one = listen(write_sound("one.wav", mono), rate=ANALYSIS_RATE)
    two = listen(write_sound("two.wav", np.stack((mono, mono), 1)), rate=ANALYSIS_RATE)
    assert np.abs(one.mono - two.mono).max() < 1e-5


def test_every_problem_and_warning_speaks_both_languages() -> None:
    params = {"seconds": 2.0, "minimum": 3.0, "minutes": 60.0, "megabytes": 500.0}
    for code in SENTENCES:
        problem = AudioProblem(code, **params)
        assert problem.say("en") != problem.say("zh")
        assert "{" not in problem.say("en") + problem.say("zh")
    for code in WARNINGS:
        assert say_warning(code, "en") != say_warning(code, "zh")


def test_a_problem_survives_the_way_out_of_a_worker_process() -> None:
    problem = pickle.loads(pickle.dumps(AudioProblem("too_long", minutes=60)))  # noqa: S301
    assert (problem.code, str(problem)) == ("too_long", str(AudioProblem("too_long", minutes=60)))
