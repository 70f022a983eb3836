"""``corpora``: fetch the music that benches measure with, and list it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from matching.corpora import CorpusMissing, CorpusTrack, openmsx, starter
from matching.corpora.analysed import hear
from matching.corpora.open_catalogue import open_packages, package_tracks
from matching.corpora.track import bench_dir


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("corpora", help="fetch and list the music benches measure with")
    parser.add_argument("--json", action="store_true", help="a list with one object per track")
    parser.add_argument("--analyse", action="store_true", help="listen to what is new as well")
    parser.add_argument(
        "--segments", action="store_true", help="pieces of the open music, too, for bench intent"
    )
    parser.add_argument("--again", action="store_true", help="listen to all of it again")
    parser.add_argument(
        "--jobs", type=int, default=len(os.sched_getaffinity(0)), help="files at a time"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Fetches what is missing; a corpus that cannot be had is said and the others go on."""
    tracks: list[CorpusTrack] = []
    problems: list[str] = []
    place = bench_dir() / "open-music"
    sources: list[Callable[[], Sequence[CorpusTrack]]] = [starter, partial(openmsx, say=_say)]
    for package in open_packages():
        sources.append(partial(package_tracks, package, place, say=_say))
    for source in sources:
        try:
            tracks += source()
        except CorpusMissing as problem:
            problems.append(str(problem))
    if arguments.analyse or arguments.again:
        problems += hear(tracks, jobs=arguments.jobs, again=arguments.again, say=_say)
    if arguments.segments:
        problems += _segments(arguments.jobs)
    if arguments.json:
        listed = [{"id": t.id, "path": str(t.path), **t.labels} for t in tracks]
        print(json.dumps(listed, ensure_ascii=False, indent=1))
    else:
        for track in tracks:
            print(f"{track.id}  {_facts(track)}")
        packages = {track.labels["package"] for track in tracks}
        print(f"{len(tracks)} tracks out of {len(packages)} packages.")
    for sentence in dict.fromkeys(problems):
        print(sentence, file=sys.stderr)
    return 0 if tracks and not problems else 1


def _segments(jobs: int) -> list[str]:
    """What kept them from being heard, if anything did."""
    from matching.evaluation.intent.segments import hear_some  # slow to load

    try:
        hear_some(jobs, _say)
    except CorpusMissing as problem:
        return [str(problem)]
    return []


def _facts(track: CorpusTrack) -> str:
    shown = ("mood", "artist", "album", "genre", "half")
    said = [str(track.labels[name]) for name in shown if name in track.labels]
    if "tempo_bpm" in track.labels:
        said.append(f"{track.labels['tempo_bpm']:.0f} BPM")
    return ", ".join([*said, *track.labels.get("instruments", ())])


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
