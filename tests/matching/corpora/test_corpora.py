"""What makers state about their music reaches the labels; nothing is guessed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import mido
import numpy as np
import pytest

from matching.corpora import CorpusMissing, open_music, openmsx, profiles, starter
from matching.corpora.midi import read_score
from matching.corpora.open_catalogue import _keep, open_packages, package_tracks
from matching.corpora.track import CorpusTrack
from matching.encoders.base import AudioEncoder
from tests.matching.conftest import WriteSound, tone


def test_the_starter_tracks_carry_the_prompts_they_were_made_from() -> None:
    tracks = {track.id: track for track in starter()}
    assert len(tracks) == 28
    assert all(track.path.is_file() for track in tracks.values())
    flat = tracks["starter/nostalgic/electronic_2"].labels
    assert (flat["mood"], flat["acoustic"], flat["tempo_bpm"]) == ("nostalgic", False, 84.0)
    assert (flat["key"], flat["mode"]) == (10, 0)


def test_a_package_is_kept_once_with_its_makers_facts(tmp_path: Path) -> None:
    music = tmp_path / "files/usr/share/hyperrogue/music"
    music.mkdir(parents=True)
    (music / "hr-savino-ocean.ogg").write_bytes(b"OggS")
    (music / "click.ogg").write_bytes(b"OggS")
    _keep("hyperrogue-music", tmp_path / "files", tmp_path / "kept" / "hyperrogue-music")
    (track,) = package_tracks("hyperrogue-music", tmp_path / "kept")
    assert track.id == "hyperrogue-music/hr-savino-ocean"
    assert track.labels == {"package": "hyperrogue-music", "artist": "Will Savino"}
    assert track.path.read_bytes() == b"OggS"


def test_names_that_occur_twice_get_their_folders(tmp_path: Path) -> None:
    albums = tmp_path / "files/usr/share/games/warzone2100/music/albums"
    for album in ("legacy_soundtrack", "original_soundtrack"):
        (albums / album).mkdir(parents=True)
        (albums / album / "track1.opus").write_bytes(b"")
        (albums / album / "album.json").write_text(json.dumps({"title": album}), "utf-8")
    _keep("warzone2100-music", tmp_path / "files", tmp_path / "kept" / "warzone2100-music")
    tracks = package_tracks("warzone2100-music", tmp_path / "kept")
    assert [(track.path.stem, track.labels["album"]) for track in tracks] == [
        ("legacy_soundtrack-track1", "legacy_soundtrack"),
        ("original_soundtrack-track1", "original_soundtrack"),
    ]


def test_without_debian_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    for corpus in (open_music, openmsx):
        with pytest.raises(CorpusMissing, match="apt-get is not here"):
            corpus(tmp_path)
    assert len(open_packages()) == 10


def test_a_midi_file_states_its_tempo_and_instruments(tmp_path: Path) -> None:
    file = mido.MidiFile(ticks_per_beat=100)
    track = mido.MidiTrack()
    file.tracks.append(track)
    track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(90), time=0))
    track.append(mido.MetaMessage("key_signature", key="Bbm", time=0))
    track.append(mido.Message("program_change", channel=0, program=24, time=0))
    track.append(mido.Message("program_change", channel=1, program=40, time=0))  # never sounds
    for _ in range(8):
        track.append(mido.Message("note_on", channel=0, note=60, velocity=80, time=0))
        track.append(mido.Message("note_on", channel=9, note=36, velocity=80, time=0))
        track.append(mido.Message("note_off", channel=9, note=36, time=50))
        track.append(mido.Message("note_on", channel=0, note=60, velocity=0, time=50))
    track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(60), time=0))
    track.append(mido.MetaMessage("end_of_track", time=100))
    file.save(tmp_path / "piece.mid")
    score = read_score(tmp_path / "piece.mid")
    assert score.tempo_bpm == pytest.approx(90, abs=0.01)
    assert score.instruments == ("guitar", "drums")
    assert score.key_signatures == ((10, 0),)
    assert score.pitch_classes[0] == pytest.approx(1.0)
    assert score.seconds == pytest.approx(8 * 60 / 90, abs=0.01)


def test_a_track_is_heard_once(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    encoder: AudioEncoder,
    write_sound: WriteSound,
) -> None:
    sound = write_sound("tone.flac", tone(4.0, rate=16_000), 16_000)
    monkeypatch.setenv("MODELS_DIR", "nowhere")  # the encoder is already there
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    said: list[str] = []
    track = CorpusTrack("made/tone", sound, "made")
    (first,) = profiles([track], say=said.append)
    (again,) = profiles([track], say=said.append)
    assert len(said) == 1
    np.testing.assert_array_equal(first.style, again.style)


def test_listing_tracks_loads_no_model() -> None:
    code = "import matching.corpora as c, sys; c.starter(); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
