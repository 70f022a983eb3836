"""Some 240 styles played over the same few chords: genre and feel vary, production does not.

Human-written accompaniment patterns of "Musical MIDI Accompaniment" (Debian package ``mma``), laid
over three chord progressions in twelve keys and rendered with one soundfont. Of all music that
comes as packages only these have jazz, Latin, country, waltzes or soul; and as nothing but the
style differs, recognising an album is of no help. They are accompaniments without a melody, and
they sound like it: not music to sell, but fair to rank.
"""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

import soundfile

from matching.corpora.debian import FetchProblem, unpacked
from matching.corpora.midi import read_score
from matching.corpora.rendering import RATE, render, synthesizer
from matching.corpora.track import CorpusMissing, CorpusTrack, Say, bench_dir, silent

_DATA = Path(__file__).with_name("grooves.toml")
_SECONDS = 32.0  # as long as the starter tracks
_MMA_S = 60
_BLUES = ("C7", "C7", "C7", "C7", "F7", "F7", "C7", "C7", "G7", "F7", "C7", "G7")
_PROGRESSIONS = (
    ("C", "Am", "F", "G"),
    ("CM7", "Dm7", "G7", "CM7", "Am7", "Dm7", "G7", "C6"),
    ("C", "F", "C", "G", "Am", "F", "G", "C"),
)
_KEYS = (0, 5, -3, 2, -5, 3, -2, 4, -4, 1, -1, 6)  # semitones, so that neighbours differ


@dataclass(frozen=True)
class Groove:
    """One line of grooves.toml."""

    file: str  # "stdlib/bossanova"
    name: str
    tempo: int  # quarter notes a minute
    counted: bool  # whether that is also what a listener would count
    styles: tuple[str, ...]
    doubtful: tuple[str, ...]  # styles that it may be taken for
    feel: str  # "gentle", "lively" or ""

    @property
    def id(self) -> str:
        """Unique and fit for a file name: "stdlib-BossaNova"."""
        return f"{self.file.split('/')[0]}-{self.name.replace('&', 'n')}"


def table() -> tuple[Groove, ...]:
    """All grooves of the data file."""
    return tuple(_read(line) for line in tomllib.loads(_DATA.read_text("utf-8"))["grooves"])


def _read(line: str) -> Groove:
    file, name, tempo, styles, feel = line.split()
    named = styles.split(",")
    return Groove(
        file=file,
        name=name,
        tempo=int(tempo.rstrip("?")),
        counted=not tempo.endswith("?"),
        styles=tuple(style for style in named if not style.startswith("~")),
        doubtful=tuple(style[1:] for style in named if style.startswith("~")),
        feel="" if feel == "-" else feel,
    )


def grooves(folder: Path | None = None, *, say: Say = silent) -> tuple[CorpusTrack, ...]:
    """Every groove as a track of half a minute, made once; raises CorpusMissing."""
    place = folder or bench_dir() / "grooves"
    wanted = table()
    if any(not _sound(place, groove).is_file() for groove in wanted):
        try:
            _make(wanted, place, say)
        except FetchProblem as problem:
            raise CorpusMissing(str(problem)) from problem
    return tuple(_track(place, groove) for groove in wanted)


def _sound(place: Path, groove: Groove) -> Path:
    return place / f"{groove.id}.flac"


def _track(place: Path, groove: Groove) -> CorpusTrack:
    labels: dict[str, object] = {
        "package": "mma",
        "styles": groove.styles,
        "doubtful": groove.doubtful,
    }
    if groove.counted:
        labels["tempo_bpm"] = float(groove.tempo)
    if groove.feel:
        labels["feel"] = groove.feel
    return CorpusTrack(f"grooves/{groove.id}", _sound(place, groove), "grooves", labels)


def _make(wanted: tuple[Groove, ...], place: Path, say: Say) -> None:
    place.mkdir(parents=True, exist_ok=True)
    tinysoundfont = synthesizer(bench_dir() / "openmsx")
    downloads = place / "downloads"
    with unpacked("mma", downloads) as mma, unpacked("timgm6mb-soundfont", downloads) as sounds:
        font = sounds / "usr/share/sounds/sf2/TimGM6mb.sf2"
        for number, groove in enumerate(wanted):
            target = _sound(place, groove)
            if target.is_file():
                continue
            say(f"Playing {groove.file} ({number + 1} of {len(wanted)})")
            midi = target.with_suffix(".mid")
            _play(groove, number, mma, midi)
            sound = render(tinysoundfont, font, midi, read_score(midi).seconds)
            partial = target.with_suffix(f".{os.getpid()}.partial")
            soundfile.write(partial, sound, RATE, format="FLAC", subtype="PCM_16")
            partial.replace(target)


def _play(groove: Groove, number: int, mma: Path, midi: Path) -> None:
    """Writes the MIDI file; the seed makes it the same file each time. Raises CorpusMissing."""
    chords = _BLUES if "blues" in groove.styles else _PROGRESSIONS[number % len(_PROGRESSIONS)]
    bars = math.ceil(_SECONDS * groove.tempo / 60 / (3 if "waltz" in groove.styles else 4))
    lines = [
        f"SetLibPath {mma / 'usr/share/mma/lib'}",
        "RndSeed 1",
        f"Tempo {groove.tempo}",
        f"Use {groove.file}",
        f"Groove {groove.name}",
        f"Transpose {_KEYS[number % len(_KEYS)]}",
        *(f"{bar + 1} {chords[bar % len(chords)]}" for bar in range(bars)),
    ]
    with tempfile.TemporaryDirectory(prefix="groove-") as name:
        song = Path(name) / "song.mma"
        song.write_text("\n".join(lines) + "\n", "utf-8")
        made = song.with_suffix(".mid")
        result = subprocess.run(
            [sys.executable, str(mma / "usr/bin/mma"), "-f", str(made), str(song)],
            env={"PYTHONPATH": str(mma / "usr/share/mma"), "PATH": "/usr/bin:/bin", "HOME": name},
            cwd=name,
            capture_output=True,
            text=True,
            timeout=_MMA_S,
            check=False,
        )
        if not made.is_file():
            said = (result.stdout + result.stderr).strip().splitlines()
            raise CorpusMissing(
                f"{groove.file} cannot be played: {said[-1] if said else 'no word'}"
            )
        shutil.move(made, midi)
