"""What is known of each track that requests are judged on: makers' labels, and nothing else."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from matching.corpora import CorpusTrack
from matching.evaluation.requests.instruments import heard

_DATA = Path(__file__).with_name("labels.toml")

# What the generator was asked for besides mood, tempo and key (the prompts are published).
_STARTER = {
    True: {
        "styles": ("folk",),
        "plays": {"guitar": True, "drums": True, "piano": False, "strings": False, "brass": False},
    },
    False: {
        "styles": ("electronic",),
        "plays": {"synth": True, "drums": True, "guitar": False, "piano": False, "brass": False},
    },
}


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(_DATA.read_text("utf-8"))["labels"])


def facts(track: CorpusTrack) -> dict[str, Any]:
    """Labels of the corpus, of labels.toml and, where there is a score beside it, of the score."""
    found: dict[str, Any] = dict(track.labels)
    if track.corpus == "starter":
        found |= _STARTER[found["acoustic"]]
    score = track.path.with_suffix(".mid")
    if score.is_file():
        found["plays"] = heard(score)
        if not found["plays"].get("voices", True):
            found["voice"] = False
    for entry in _entries():
        if any(_belongs(track.id, name) for name in entry["tracks"]):
            found |= {key: value for key, value in entry.items() if key not in ("tracks", "source")}
    return found


def _belongs(track_id: str, name: str) -> bool:
    return track_id.startswith(name) if name.endswith("/") else track_id == name
