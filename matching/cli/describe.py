"""``describe``: what the analysis hears in single files."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from matching.audio.analyse import analyse_file
from matching.audio.errors import AudioProblem
from matching.audio.key import KEY_NAMES
from matching.cli.audio_files import NOT_THERE, audio_files, none_in
from matching.encoders.musicnn_tags import TAGS, plain_tag
from matching.encoders.registry import audio_encoder
from matching.profile.instruments import instruments
from matching.profile.track import FACETS, TrackProfile

_TAGS_SHOWN = 8


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("describe", help="say what is heard in audio files")
    parser.add_argument("audio", nargs="+", type=Path, help="files or folders")
    parser.add_argument("--json", action="store_true", help="a list with one object per file")
    parser.add_argument("--coverage", choices=("windows", "full"), default="windows")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Describes every file; broken ones are reported and do not stop the others."""
    encoder = audio_encoder()
    described: list[dict[str, Any]] = []
    broken = 0
    files = audio_files(arguments.audio)
    if not files:
        print(none_in(arguments.audio), file=sys.stderr)
    for path in files:
        if not path.exists():
            broken += 1
            described.append({"path": str(path), "error": "missing", "message": NOT_THERE})
            print(f"{path}: {NOT_THERE}", file=sys.stderr)
            continue
        try:
            profile = analyse_file(path, encoder, coverage=arguments.coverage)
        except AudioProblem as problem:
            broken += 1
            described.append({"path": str(path), "error": problem.code, "message": str(problem)})
            print(f"{path}: {problem}", file=sys.stderr)
            continue
        described.append({"path": str(path), **description(profile)})
        if not arguments.json:
            print(f"{path}\n{_sentences(profile)}\n")
    if arguments.json:
        json.dump(described, sys.stdout, ensure_ascii=False, indent=2)
        print()
    return 0 if broken < len(described) else 1


def description(profile: TrackProfile) -> dict[str, Any]:
    """Everything a person may want to know, as plain JSON values."""
    facets: dict[str, Any] = {name: round(float(profile.facets[name]), 4) for name in FACETS}
    facets["key"] = KEY_NAMES[int(profile.facets["key"])]
    facets["mode"] = "major" if profile.facets["mode"] else "minor"
    return {
        "duration_s": round(profile.duration_s, 3),
        **facets,
        "tags": {
            tag: round(float(share), 5) for tag, share in zip(TAGS, profile.tags, strict=True)
        },
        "instruments": {name: round(share, 5) for name, share in instruments(profile).items()},
        "preview_start_s": profile.preview_start_s,
        "analyser": profile.analyser,
        "warnings": list(profile.warnings),
    }


def _sentences(profile: TrackProfile) -> str:
    shown = description(profile)
    strongest = [plain_tag(TAGS[tag]) for tag in np.argsort(-profile.tags)]
    tags = ", ".join(list(dict.fromkeys(strongest))[:_TAGS_SHOWN])
    return (
        f"  {shown['duration_s']:.0f} s, {shown['tempo_bpm']:.0f} BPM "
        f"(confidence {shown['tempo_confidence']:.2f}), {shown['key']} {shown['mode']}\n"
        f"  energy {shown['energy']:.2f}, brightness {shown['brightness']:.2f}, "
        f"voice {shown['vocal']:.2f}, acoustic {shown['acoustic']:.2f}, "
        f"{shown['loudness_lufs']:.1f} LUFS, {shown['true_peak_dbtp']:.1f} dBTP\n"
        f"  {tags}"
    )
