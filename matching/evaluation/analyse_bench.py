"""How long the analysis of a track takes, against the original MusiCNN pipeline written plainly.

One thread.  Every file is analysed in all ways in turn, so that whatever else the machine does
meets all of them; the least of the rounds counts.  Ratios are geometric means over files with a
bootstrap interval.
"""

from __future__ import annotations

import json as json_format
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soxr
import torch
from scipy.stats import spearmanr
from threadpoolctl import threadpool_limits

from matching.audio.analyse import analyse_file, hear_windows
from matching.audio.decode import Decoding
from matching.audio.errors import AudioProblem
from matching.corpora import CorpusTrack, open_music, profiles
from matching.encoders.musicnn import MusicnnEncoder
from matching.encoders.registry import models_dir
from matching.evaluation.analyse_levers import levers, two_jobs
from matching.evaluation.analyse_tracks import SECONDS, three_minutes
from matching.evaluation.metrics import interval
from matching.evaluation.plain_musicnn import plain_analysis, plain_networks

_FILES, _FULL_FILES, _ROUNDS, _FULL_ROUNDS = 4, 12, 2, 5
_COVERAGE_TRACKS = 20
_GOALS = {"everything": 5.0, "everything, full coverage": 2.0}
_TOP_TAGS, _GOAL_TOP, _GOAL_RANKS = 5, 4.0, 0.95
_NOT_TRIED = (
    "torch.compile was not tried: it needs a C++ compiler on the shop's machine",
    "seeking over what no window hears was not tried: loudness and true peak need every sample",
)


def run(json: bool = False, *, full: bool = False) -> dict[str, Any]:
    """Run the bench on one thread, print it, and return what was printed."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            result = _measured(full)
    finally:
        torch.set_num_threads(threads)
    if json:
        print(json_format.dumps(result, ensure_ascii=False, indent=2))
    else:
        print(_table(result))
    return result


def _measured(full: bool) -> dict[str, Any]:
    encoder = MusicnnEncoder.from_folder(models_dir())
    plain = plain_networks(models_dir())
    tracks = _one_of_each_album(open_music())
    files = three_minutes(
        [track for track in tracks if _seconds(track.path) >= SECONDS + 1][
            : _FULL_FILES if full else _FILES
        ]
    )
    ways: dict[str, Callable[[Path], object]] = {
        "plain": lambda path: plain_analysis(path, plain),
        "style and tags": lambda path: _style_and_tags(path, encoder),
        "everything": lambda path: analyse_file(path, encoder),
        "everything, full coverage": lambda path: analyse_file(path, encoder, coverage="full"),
    }
    rounds = _FULL_ROUNDS if full else _ROUNDS
    cpu, wall = _timed(ways, [path for _, path in files], rounds)
    speed = {way: _speed(cpu, wall, way) for way in ways}
    coverage = _coverage(tracks[:_COVERAGE_TRACKS])
    result: dict[str, Any] = {
        "bench": "analyse",
        "files": [name for name, _ in files],
        "seconds_of_music_each": SECONDS,
        "rounds": rounds,
        "per_track": speed,
        "default_windows_against_full_coverage": coverage,
        "levers": [*levers(files[0][1], encoder, plain), two_jobs([path for _, path in files])],
        "not_in_use": list(_NOT_TRIED),
    }
    result["falls_short"] = _falls_short(speed, coverage)
    return result


def _one_of_each_album(tracks: Sequence[CorpusTrack]) -> list[CorpusTrack]:
    """Readable tracks of a minute or more; albums take turns, so that none weighs more."""
    turns: dict[str, list[CorpusTrack]] = {}
    for track in tracks:
        if _seconds(track.path) >= 60:
            album = str(track.labels.get("album") or track.id.split("/")[0])
            turns.setdefault(album, []).append(track)
    longest = max(map(len, turns.values()), default=0)
    return [album[turn] for turn in range(longest) for album in turns.values() if turn < len(album)]


def _seconds(path: Path) -> float:
    decoding = Decoding(path)
    try:
        next(decoding.blocks())
    except (AudioProblem, StopIteration):
        return 0.0
    return decoding.claimed_seconds or 0.0


def _style_and_tags(path: Path, encoder: MusicnnEncoder) -> object:
    blocks = list(Decoding(path).blocks())
    rate = blocks[0][0]
    mono = np.concatenate([block.mean(axis=0) for _, block in blocks])
    return hear_windows(soxr.resample(mono, rate, encoder.sample_rate), encoder, "windows")


def _timed(
    ways: Mapping[str, Callable[[Path], object]], paths: Sequence[Path], rounds: int
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Least CPU and least wall seconds of every way for every file."""
    cpu = {way: [float("inf")] * len(paths) for way in ways}
    wall = {way: [float("inf")] * len(paths) for way in ways}
    for way in ways.values():  # libraries load what they need on first use
        way(paths[0])
    for _ in range(rounds):
        for place, path in enumerate(paths):
            for name, way in ways.items():
                before, started = time.process_time(), time.perf_counter()
                way(path)
                wall[name][place] = min(wall[name][place], time.perf_counter() - started)
                cpu[name][place] = min(cpu[name][place], time.process_time() - before)
    return cpu, wall


def _speed(
    cpu: Mapping[str, list[float]], wall: Mapping[str, list[float]], way: str
) -> dict[str, float]:
    ratios = np.log(np.array(cpu["plain"]) / np.array(cpu[way]))
    mean, low, high = np.exp(interval(ratios.tolist()))
    return {
        "cpu_s": round(float(np.mean(cpu[way])), 3),
        "wall_s": round(float(np.mean(wall[way])), 3),
        "times_faster": round(float(mean), 2),
        "low": round(float(low), 2),
        "high": round(float(high), 2),
    }


def _coverage(tracks: Sequence[CorpusTrack]) -> dict[str, Any]:
    kept, ranks = [], []
    for part, whole in zip(profiles(tracks), profiles(tracks, coverage="full"), strict=True):
        top = [set(np.argsort(-each.tags)[:_TOP_TAGS].tolist()) for each in (part, whole)]
        kept.append(float(len(top[0] & top[1])))
        ranks.append(float(spearmanr(part.tags, whole.tags).statistic))
    return {
        "tracks": len(kept),
        "top_5_tags_kept": _figure(kept),
        "rank_correlation": _figure(ranks),
    }


def _figure(values: list[float]) -> dict[str, float]:
    mean, low, high = interval(values)
    return {"mean": round(mean, 3), "low": round(low, 3), "high": round(high, 3)}


def _falls_short(
    speed: Mapping[str, Mapping[str, float]], coverage: Mapping[str, Any]
) -> list[str]:
    found = [
        f"Analysis, {way}: {speed[way]['times_faster']} times as fast as the plain pipeline; "
        f"the goal is {goal:g}."
        for way, goal in _GOALS.items()
        if speed[way]["times_faster"] < goal
    ]
    for name, goal in (("top_5_tags_kept", _GOAL_TOP), ("rank_correlation", _GOAL_RANKS)):
        if coverage[name]["mean"] < goal:
            found.append(f"Default windows, {name}: {coverage[name]['mean']}; the goal is {goal}.")
    return found


def _table(result: Mapping[str, Any]) -> str:
    lines = [f"{'per three-minute track':28}{'CPU s':>8}{'wall s':>8}{'times faster':>22}"]
    for way, row in result["per_track"].items():
        span = f"{row['times_faster']} ({row['low']}–{row['high']})"
        lines.append(f"{way:28}{row['cpu_s']:8.2f}{row['wall_s']:8.2f}{span:>22}")
    lines += ["", f"{'lever':76}{'without':>9}{'with':>9}{'times':>7}"]
    for row in result["levers"]:
        name = row["lever"] + ("" if row["in_use"] else " [not in use]")
        lines.append(
            f"{name:76}{row['without_s']:9.3f}{row['with_s']:9.3f}{row['times_faster']:7.2f}"
        )
    coverage = result["default_windows_against_full_coverage"]
    lines += ["", f"default windows against full coverage, {coverage['tracks']} tracks: "
              f"{coverage['top_5_tags_kept']['mean']} of the top 5 tags, rank correlation "
              f"{coverage['rank_correlation']['mean']}"]  # fmt: skip
    return "\n".join([*lines, *result["not_in_use"], *result["falls_short"]])
