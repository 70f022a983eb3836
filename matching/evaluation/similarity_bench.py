"""``bench similarity``: do tracks that belong together find each other, by sound alone?

Starter catalogue: mean average precision for mood and for acoustic or electronic. Open music,
re-coded alike: R-precision for "same composer or album", and how uneven neighbourhoods are.
"""

from __future__ import annotations

import json as json_format
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from matching.corpora import CorpusTrack, open_music, profiles, starter
from matching.evaluation.alike import alike
from matching.evaluation.baselines import (
    cosine,
    mfcc_vectors,
    plain_musicnn,
    random_similarities,
)
from matching.evaluation.metrics import interval
from matching.evaluation.neighbours import (
    Matrix,
    average_precisions,
    composer_or_album,
    hubness,
    r_precision,
    same,
)
from matching.evaluation.similarity_choice import TOLERANCE, cross_fitted, sounds
from matching.profile.similarity import WEIGHTS, SimilaritySpace, Sounds, Weights
from matching.profile.track import TrackProfile
from matching.retrieval.likeness import Likeness

SEEDS = (0, 1, 2)
PLAIN, OURS, NO_TEMPO, CROSS = "plain MusiCNN", "all", "all without tempo", "all, cross-fitted"
GOAL_ACOUSTIC, GOAL_ABOVE_PLAIN = 0.95, 0.15


def run(json: bool = False) -> dict[str, Any]:
    """Run the bench, print it, and return what was printed."""
    machine_made, human = _starter(starter()), _open(alike(open_music(), say=_progress))
    result = {
        "bench": "similarity",
        "weights": asdict(WEIGHTS),
        "weights_chosen_on": "R-precision for composer or album on open music; for the figures on "
        "open music on the other half of the albums. Rule: the centre of all within "
        f"{TOLERANCE}, one standard error, of the best.",
        "starter": machine_made,
        "open_music": human,
        "falls_short": _short(machine_made, human),
    }
    print(json_format.dumps(result) if json else _table(result))
    return result


def _ours(own: Sounds) -> dict[str, Matrix]:
    """Similarities (n, n) by our ways; each part alone keeps the weights it has among all."""
    style, spread, timbre = WEIGHTS.style, WEIGHTS.spread, WEIGHTS.timbre
    facets, tempo = WEIGHTS.facets, WEIGHTS.tempo
    ways = {
        "style only": Weights(style, spread, 0.0, 0.0, 0.0),
        "timbre only": Weights(0.0, 0.0, timbre, 0.0, 0.0),
        "facets only": Weights(0.0, 0.0, 0.0, facets, 0.0),
        "tempo only": Weights(0.0, 0.0, 0.0, 0.0, tempo),
        OURS: WEIGHTS,
        NO_TEMPO: Weights(style, spread, timbre, facets, 0.0),
    }
    return {name: Likeness.of(own, weights=weights).among() for name, weights in ways.items()}


def _baselines(tracks: Sequence[CorpusTrack], heard: Sequence[TrackProfile]) -> dict[str, Matrix]:
    return {
        "MFCC mean and spread": cosine(mfcc_vectors(tracks)),
        PLAIN: cosine(plain_musicnn(heard)),
    }


def _starter(tracks: Sequence[CorpusTrack]) -> list[dict[str, Any]]:
    heard = profiles(tracks, say=_progress)
    beats = np.log2([float(track.labels["tempo_bpm"]) for track in tracks])
    ways = _baselines(tracks, heard)
    ways["true tempo alone"] = -np.abs(beats[:, None] - beats)
    ways |= {f"ours: {name}": matrix for name, matrix in _ours(sounds(heard)).items()}
    mood = same([track.labels["mood"] for track in tracks])
    sound = same([track.labels["acoustic"] for track in tracks])
    chance = [random_similarities(len(tracks), len(tracks), seed=seed) for seed in SEEDS]
    rows = [
        {
            "way": "random",
            **_figures("mood", np.mean([average_precisions(m, mood) for m in chance], axis=0)),
            **_figures("acoustic", np.mean([average_precisions(m, sound) for m in chance], axis=0)),
        }
    ]
    plain = average_precisions(ways[PLAIN], mood)
    for name, matrix in ways.items():
        found = average_precisions(matrix, mood)
        row: dict[str, Any] = {"way": name, **_figures("mood", found)}
        row |= _figures("acoustic", average_precisions(matrix, sound))
        if name.startswith("ours"):
            _, row["mood_above_plain_low"], row["mood_above_plain_high"] = interval(
                (found - plain).tolist()
            )
        rows.append(row)
    return rows


def _open(tracks: Sequence[CorpusTrack]) -> list[dict[str, Any]]:
    heard = profiles(tracks, say=_progress)
    own = sounds(heard)
    together = composer_or_album(tracks)
    composer = same([track.labels.get("artist") for track in tracks])
    ways = _baselines(tracks, heard)
    space = SimilaritySpace.fit(own)
    ways["ours: all, plain cosine"] = cosine(space.vectors(own))
    ways |= {f"ours: {name}": matrix for name, matrix in _ours(own).items()}
    plain = r_precision(ways[PLAIN], together)
    plain_composer = float(np.nanmean(r_precision(ways[PLAIN], composer)))
    asked = ~np.isnan(plain)
    chance = [random_similarities(len(tracks), len(tracks), seed=seed) for seed in SEEDS]
    luck = np.mean([r_precision(matrix, together) for matrix in chance], axis=0)
    rows: list[dict[str, Any]] = [{"way": "random", **_figures("r_precision", luck[asked])}]
    for name, matrix in ways.items():
        found = r_precision(matrix, together)
        row: dict[str, Any] = {"way": name, **_figures("r_precision", found[asked])}
        row["above_plain"] = float(found[asked].mean() / plain[asked].mean() - 1)
        row["same_composer"] = float(np.nanmean(r_precision(matrix, composer)))
        row["same_composer_above_plain"] = row["same_composer"] / plain_composer - 1
        row["hubness"] = hubness(matrix)
        rows.append(row)
    found, choices = cross_fitted(own, together)
    row = {"way": f"ours: {CROSS}", **_figures("r_precision", found[asked])}
    row["above_plain"] = float(found[asked].mean() / plain[asked].mean() - 1)
    row["above_plain_low"], row["above_plain_high"] = _relative(found[asked], plain[asked])
    by_composer, _ = cross_fitted(own, composer)
    row["same_composer"] = float(np.nanmean(by_composer))
    row["same_composer_above_plain"] = row["same_composer"] / plain_composer - 1
    row["chosen"] = " / ".join(_in_words(weights) for weights in choices)
    return [*rows, row]


def _relative(ours: Matrix, plain: Matrix, draws: int = 1000) -> tuple[float, float]:
    """95 % bootstrap interval of how far the mean of ours is above that of plain, as a share."""
    random = np.random.default_rng(0)
    places = random.integers(0, len(ours), (draws, len(ours)))
    low, high = np.percentile(
        ours[places].mean(axis=1) / plain[places].mean(axis=1) - 1, [2.5, 97.5]
    )
    return float(low), float(high)


def _figures(name: str, values: Matrix) -> dict[str, float]:
    mean, low, high = interval(values.tolist())
    return {name: mean, f"{name}_low": low, f"{name}_high": high}


def _in_words(weights: Weights) -> str:
    return (
        f"spread {weights.spread}, timbre {weights.timbre}, facets {weights.facets}, "
        f"tempo {weights.tempo}"
    )


def _short(machine_made: list[dict[str, Any]], human: list[dict[str, Any]]) -> list[str]:
    by_way = {row["way"]: row for row in machine_made}
    found = []
    plain = by_way[PLAIN]["mood"]
    for name in (OURS, NO_TEMPO):
        row = by_way[f"ours: {name}"]
        if row["mood"] <= plain:
            found.append(f"Mood, {name}: {row['mood']:.2f}; plain MusiCNN has {plain:.2f}.")
        elif row["mood_above_plain_low"] <= 0:
            found.append(
                f"Mood, {name}: {row['mood']:.2f} against {plain:.2f} of plain MusiCNN, which over "
                f"{len(starter())} tracks may be chance."
            )
        if row["acoustic"] < GOAL_ACOUSTIC:
            found.append(
                f"Acoustic or electronic, {name}: {row['acoustic']:.2f}; the goal is "
                f"{GOAL_ACOUSTIC}."
            )
    row = human[-1]
    if row["above_plain"] < GOAL_ABOVE_PLAIN:
        found.append(
            f"Same composer or album: {row['above_plain']:+.0%} of plain MusiCNN; the goal is "
            f"{GOAL_ABOVE_PLAIN:+.0%}."
        )
    elif row["above_plain_low"] < GOAL_ABOVE_PLAIN:
        found.append(
            f"Same composer or album: {row['above_plain']:+.0%} of plain MusiCNN, but its interval "
            f"reaches down to {row['above_plain_low']:+.0%}; the goal is {GOAL_ABOVE_PLAIN:+.0%}."
        )
    return found


def _table(result: Mapping[str, Any]) -> str:
    lines = ["Starter catalogue, mean average precision", f"{'':34}mood            acoustic"]
    for row in result["starter"]:
        lines.append(
            f"{row['way']:34}{row['mood']:.2f} ({row['mood_low']:.2f}–{row['mood_high']:.2f})"
            f"  {row['acoustic']:.2f}"
        )
    lines += [
        "",
        "Open music, re-coded alike",
        f"{'':34}R-precision          plain  hubness  composer alone",
    ]
    for row in result["open_music"]:
        above = f"{row['above_plain']:+6.0%}" if "above_plain" in row else ""
        hubs = f"{row['hubness']:6.2f}" if "hubness" in row else ""
        if "same_composer" in row:
            hubs += f"   {row['same_composer']:.3f} ({row['same_composer_above_plain']:+.0%})"
        lines.append(
            f"{row['way']:34}{row['r_precision']:.3f} ({row['r_precision_low']:.3f}–"
            f"{row['r_precision_high']:.3f})  {above:6} {hubs}"
        )
    return "\n".join([*lines, f"cross-fitted weights: {result['open_music'][-1]['chosen']}",
                      "", *result["falls_short"]])  # fmt: skip


def _progress(line: str) -> None:
    print(line, file=sys.stderr)
