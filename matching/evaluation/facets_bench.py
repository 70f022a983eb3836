"""``bench facets``: everything read off the sound, against labels, MIDI and FFmpeg."""

from __future__ import annotations

import json as json_format
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matching.corpora import open_music, openmsx, starter
from matching.evaluation import (
    colour_figures,
    instrument_figures,
    key_figures,
    level_figures,
    tempo_figures,
    voice_figures,
)

_LEVEL_TRACKS = 24  # real tracks that FFmpeg measures too


def run(json: bool = False, *, plots: Path | None = None) -> dict[str, Any]:
    """Measures all facets; with ``plots`` also draws the misses of tempo and key there."""
    catalogue = starter()
    report = tuple(track for track in openmsx() if track.labels["half"] == "report")
    level_tracks = (*catalogue[::2], *open_music()[::15])[:_LEVEL_TRACKS]
    result: dict[str, Any] = {
        "bench": "facets",
        "tempo": {
            "starter": tempo_figures.measure(catalogue, where="the starter tracks"),
            "openmsx_report_half": tempo_figures.measure(report, where="OpenMSX"),
        },
        "key": key_figures.measure(catalogue),
        "loudness": level_figures.measure(level_tracks),
        "colour": colour_figures.measure(catalogue),
        "voice": voice_figures.measure(),
        "instruments": instrument_figures.measure(report),
    }
    parts = (*result["tempo"].values(), *(v for k, v in result.items() if k not in _NOT_PARTS))
    result["falls_short"] = [sentence for part in parts for sentence in part["falls_short"]]
    if plots is not None:
        # matplotlib is only there for development, and only drawn with on request.
        from matching.evaluation import facet_plots

        result["plots"] = [str(path) for path in facet_plots.draw(result, catalogue, plots)]
    print(json_format.dumps(result) if json else table(result))
    return result


_NOT_PARTS = ("bench", "tempo")


def table(result: Mapping[str, Any]) -> str:
    """The figures for people."""
    lines = []
    for where, figures in result["tempo"].items():
        lines.append(f"tempo, {where} ({figures['tracks']})       within 4 %   factor 2 forgiven")
        for way in ("ours", "librosa_beat_track", "librosa_tempo", "ours_with_shuffled_labels"):
            exact, forgiven = figures[way]["exact"], figures[way]["forgiven"]
            lines.append(f"  {way:28} {_share(exact)}   {_share(forgiven)}")
        lines += [
            f"  confidence {band['from']:.2f}–{band['to']:.2f}: {band['tracks']} tracks, promised "
            f"{band['promised']:.2f}, right {band['right']:.2f}"
            for band in figures["by_confidence"]
        ]
    lines.append("key                            exact               MIREX               mode")
    for way in ("ours", "librosa", "ours_with_shuffled_labels"):
        key = result["key"][way]
        lines.append(f"  {way:26} " + "  ".join(_share(key[n]) for n in ("exact", "mirex", "mode")))
    for kind in ("real", "made"):
        level = result["loudness"][kind]
        lines.append(
            f"against ebur128, {level['files']} {kind} files: loudness max "
            f"{level['loudness_lu']['max']:.3f} LU, range max {level['range_lu']['max']:.2f} LU, "
            f"true peak max {level['true_peak_db']['max']:.3f} dB"
        )
    colour = result["colour"]
    lines.append(
        f"energy: energetic over calm {colour['energetic_over_calm']:.2f}, moved by −6 dB at most "
        f"{colour['moves']['quieter']['energy']['max']:.3f}; darker under a low-pass "
        f"{colour['darker_under_low_pass']:.0%}"
    )
    for name in ("without_starter", "with_starter"):
        voice = result["voice"][name]
        lines.append(
            f"voice, {name}: AUC {_share(voice['auc'])}, balanced accuracy "
            f"{_share(voice['balanced_accuracy'])}; {voice['sung']} sung, {voice['not_sung']} not"
        )
    for family, entry in result["instruments"]["families"].items():
        area = "–" if entry["auc"] is None else f"{entry['auc']:.2f}"
        chance = f" (shuffled {entry['shuffled_95']:.2f})" if "shuffled_95" in entry else ""
        lines.append(
            f"  {family:8} {entry['with']:2} with, {entry['without']:2} without: {area}{chance}"
        )
    lines += [f"falls short: {sentence}" for sentence in result["falls_short"]]
    return "\n".join(lines)


def _share(figure: Mapping[str, float]) -> str:
    return f"{figure['mean']:.2f} ({figure['low']:.2f}–{figure['high']:.2f})"
