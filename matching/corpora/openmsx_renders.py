"""OpenMSX: 31 MIDI pieces whose tempo and instruments are exact, rendered to sound once."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import soundfile

from matching.corpora.debian import FetchProblem, unpacked
from matching.corpora.midi import read_score
from matching.corpora.rendering import RATE, render, synthesizer
from matching.corpora.track import CorpusMissing, CorpusTrack, Say, bench_dir, silent

PACKAGE = "openttd-openmsx"
_MIDI = "usr/share/games/openttd/baseset/openmsx/*.mid"
_SOUNDFONT_PACKAGE = "timgm6mb-soundfont"
_SOUNDFONT = "usr/share/sounds/sf2/TimGM6mb.sf2"


def openmsx(folder: Path | None = None, *, say: Say = silent) -> tuple[CorpusTrack, ...]:
    """All pieces by name; every second one, from the first, is for tuning ("tune").

    Figures are reported over the others ("report"). Fetched and rendered where ``folder`` does
    not hold them yet; raises CorpusMissing.
    """
    place = folder or bench_dir() / "openmsx"
    kept = _fetched(PACKAGE, _MIDI, place, say)
    midis = sorted(kept.glob("*.mid"))
    missing = [midi for midi in midis if not midi.with_suffix(".flac").is_file()]
    if missing:
        soundfont = _fetched(_SOUNDFONT_PACKAGE, _SOUNDFONT, place, say) / "TimGM6mb.sf2"
        tinysoundfont = synthesizer(place)
        for number, midi in enumerate(missing, 1):
            say(f"Rendering {midi.stem} ({number} of {len(missing)})")
            sound = render(tinysoundfont, soundfont, midi, read_score(midi).seconds)
            partial = midi.with_suffix(".partial")
            soundfile.write(partial, sound, RATE, format="FLAC", subtype="PCM_16")
            partial.replace(midi.with_suffix(".flac"))
    return tuple(_track(midi, number) for number, midi in enumerate(midis))


def _track(midi: Path, number: int) -> CorpusTrack:
    score = read_score(midi)
    labels = {
        "package": PACKAGE,
        "tempo_bpm": score.tempo_bpm,
        "tempo_share": score.tempo_share,
        "instruments": score.instruments,
        "instrument_shares": score.shares,
        "pitch_classes": score.pitch_classes,
        "key_signatures": score.key_signatures,
        "half": "tune" if number % 2 == 0 else "report",
    }
    return CorpusTrack(f"openmsx/{midi.stem}", midi.with_suffix(".flac"), "openmsx", labels)


def _fetched(package: str, files: str, place: Path, say: Say) -> Path:
    """The folder with the wanted files of a package, fetched once; raises CorpusMissing."""
    kept = place / package
    if kept.is_dir():
        return kept
    say(f"Fetching {package}")
    place.mkdir(parents=True, exist_ok=True)
    try:
        with (
            unpacked(package, place / "downloads") as tree,
            tempfile.TemporaryDirectory(prefix=".partial-", dir=place) as name,
        ):
            partial = Path(name) / package
            partial.mkdir()
            for path in (*tree.glob(files), tree / "usr/share/doc" / package / "copyright"):
                shutil.copyfile(path, partial / path.name)
            if not kept.is_dir():
                partial.replace(kept)
    except FetchProblem as problem:
        raise CorpusMissing(str(problem)) from problem
    return kept
