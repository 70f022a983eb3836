"""``bench variety``: are lists varied, and does every track get its chance, at what cost?

Many briefs (words in both languages, and single songs) are answered over real tracks: by score
alone, with the rules of a list (different sounds, no artist too often, no near-duplicates), and
with rarely listed tracks first among those that fit, brief after brief. What rarity may weigh was
chosen on every other brief, those left out here.
"""

from __future__ import annotations

import json as json_format
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.human_catalogue import HumanCatalogue
from matching.evaluation.metrics import interval
from matching.retrieval.calibration import calibrated
from matching.retrieval.compose import compose
from matching.retrieval.prepare import prepare
from matching.retrieval.query import Query
from matching.retrieval.recommend import recommend
from matching.semantics.words import understand_words

LENGTH = 20
SEEDS = (0, 1, 2)
#: Every so many tracks one is shown as a song.
_SONG_STEP = 3
_REQUESTS = Path(__file__).with_name("requests") / "tune.toml"
PLAIN, RULES, TAIL = "by score alone", "rules of a list", "rules and long tail"
#: What variety may cost: this share of how far lists stand out from the average track.
MOST_LOSS = 0.1

Lists = list[list[int]]


def run(json: bool = False) -> dict[str, Any]:
    """Run the bench, print it, and return what was printed."""
    catalogue = HumanCatalogue.open(say=lambda line: print(line, file=sys.stderr))
    queries = brief_queries(catalogue)[1::2]
    fits = [prepare(catalogue.snapshot, query, allowed_ids=catalogue.ids).fit for query in queries]
    best = [np.argsort(-fit, kind="stable")[:LENGTH].tolist() for fit in fits]
    ruled = [
        [item.id for item in recommend(
            catalogue.snapshot, query, allowed_ids=catalogue.ids, length=LENGTH
        ).items]
        for query in queries
    ]  # fmt: skip
    rows = [_row(PLAIN, catalogue, fits, [best]), _row(RULES, catalogue, fits, [ruled])]
    rows.append(_row(TAIL, catalogue, fits, [_long_tail(catalogue, queries, s) for s in SEEDS]))
    for row in rows:
        row |= _loss(row.pop("gains"), _gains(fits, best))
    result = {
        "bench": "variety",
        "tracks": len(catalogue.tracks),
        "briefs": len(queries),
        "length": LENGTH,
        "ways": rows,
        "falls_short": [
            f"{row['way']}: {row['relevance_loss']:.0%} of the relevance is lost; "
            f"at most {MOST_LOSS:.0%} should be."
            for row in rows
            if row["relevance_loss"] > MOST_LOSS
        ],
    }
    print(json_format.dumps(result) if json else _table(result))
    return result


def brief_queries(catalogue: HumanCatalogue) -> list[Query]:
    """What many owners ask: requests in words, and single songs."""
    rows = tomllib.loads(_REQUESTS.read_text("utf-8"))["requests"]
    found = [compose([understand_words(row[-1])]) for row in rows]
    songs = range(0, len(catalogue.tracks), _SONG_STEP)
    found += [compose([], [catalogue.seed(number)]) for number in songs]
    return [query for query in found if not query.empty]


def _long_tail(catalogue: HumanCatalogue, queries: Sequence[Query], seed: int) -> Lists:
    """Lists in the order of ``queries``, answered in a random order, each knowing the earlier."""
    listed: Counter[int] = Counter()
    lists: Lists = [[] for _ in queries]
    for place in np.random.default_rng([seed, 5]).permutation(len(queries)):
        found = recommend(
            catalogue.snapshot, queries[place], allowed_ids=catalogue.ids, length=LENGTH,
            exposure=listed,
        )  # fmt: skip
        lists[place] = [item.id for item in found.items]
        listed.update(lists[place])
    return lists


def _row(
    way: str, catalogue: HumanCatalogue, fits: Sequence[NDArray[np.float64]], runs: Sequence[Lists]
) -> dict[str, Any]:
    """Figures of one way; means over its runs."""
    count = len(catalogue.tracks)
    spread = [_distances(catalogue, lists) for lists in runs]
    far, low, high = interval(np.mean(spread, axis=0).tolist())
    shown = [np.bincount(np.concatenate(lists), minlength=count) for lists in runs]
    return {
        "way": way,
        "intra_list_distance": far,
        "intra_list_distance_low": low,
        "intra_list_distance_high": high,
        "coverage": float(np.mean([(each > 0).mean() for each in shown])),
        "gini": float(np.mean([gini(each) for each in shown])),
        "most_of_one_artist": float(np.mean([_most(catalogue, lists) for lists in runs])),
        "gains": np.mean([_gains(fits, lists) for lists in runs], axis=0),
    }


def gini(counts: NDArray[np.integer]) -> float:
    """How unevenly the counts are spread: 0 all alike, towards 1 all in one place."""
    ordered = np.sort(counts).astype(np.float64)
    size, total = len(ordered), float(ordered.sum())
    if not total:
        return 0.0
    return float((2 * np.arange(1, size + 1) - size - 1) @ ordered / (size * total))


def _distances(catalogue: HumanCatalogue, lists: Lists) -> list[float]:
    """Mean of 1 − cosine of sounds over all pairs of each list."""
    likeness = calibrated(catalogue.snapshot).likeness
    found = []
    for tracks in lists:
        sounds = likeness.sound(np.array(tracks, dtype=np.int64))
        pairs = np.triu_indices(len(tracks), 1)
        found.append(float(1.0 - (sounds @ sounds.T)[pairs].mean()))
    return found


def _most(catalogue: HumanCatalogue, lists: Lists) -> float:
    """Mean over lists of how many tracks the most frequent known artist has."""
    artists = np.asarray(catalogue.snapshot.artists)
    return float(
        np.mean(
            [
                max(Counter(int(a) for a in artists[tracks] if a).values(), default=0)
                for tracks in lists
            ]
        )
    )


def _gains(fits: Sequence[NDArray[np.float64]], lists: Lists) -> NDArray[np.float64]:
    """Per brief: how many standard deviations the list's mean score is above all tracks' mean."""
    return np.array(
        [
            (fit[tracks].mean() - fit.mean()) / max(float(fit.std()), 1e-9)
            for fit, tracks in zip(fits, lists, strict=True)
        ]
    )


def _loss(gains: NDArray[np.float64], best: NDArray[np.float64]) -> dict[str, float]:
    """Relevance, and the share of it that is lost against the best by score, with its interval."""
    random = np.random.default_rng(0)
    drawn = random.integers(0, len(gains), (1000, len(gains)))
    losses = 1.0 - gains[drawn].mean(axis=1) / best[drawn].mean(axis=1)
    low, high = np.percentile(losses, [2.5, 97.5])
    return {
        "relevance": float(gains.mean()),
        "relevance_loss": float(1.0 - gains.mean() / best.mean()),
        "relevance_loss_low": float(low),
        "relevance_loss_high": float(high),
    }


def _table(result: dict[str, Any]) -> str:
    lines = [
        f"{result['briefs']} briefs, lists of {result['length']} out of {result['tracks']} tracks",
        f"{'':22}distance  coverage   Gini  of one artist  relevance lost",
    ]
    for row in result["ways"]:
        lines.append(
            f"{row['way']:22}{row['intra_list_distance']:8.3f}{row['coverage']:10.0%}"
            f"{row['gini']:7.2f}{row['most_of_one_artist']:15.1f}  {row['relevance_loss']:.1%} "
            f"({row['relevance_loss_low']:.1%}–{row['relevance_loss_high']:.1%})"
        )
    return "\n".join([*lines, *result["falls_short"]])
