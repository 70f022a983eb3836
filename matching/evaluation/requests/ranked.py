"""Rankings of one catalogue for many requests, judged together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.metrics import interval
from matching.evaluation.requests.pools import TOGETHER, Pool
from matching.evaluation.requests.scoring import Scores, over_pools
from matching.evaluation.requests.texts import KINDS, LANGUAGES, Request
from matching.index.snapshot import Snapshot
from matching.retrieval.compose import compose
from matching.retrieval.prepare import prepare
from matching.semantics.understanding import Understanding

_SHUFFLES = 1000
_DRAWS = 1000

Rank = Callable[[Sequence[Request]], Scores]


@dataclass(frozen=True, eq=False)
class Judged:
    """The requests that the catalogue can judge, each with its pools."""

    requests: tuple[Request, ...]
    pools: tuple[tuple[Pool, ...], ...]
    unjudged: tuple[Request, ...]

    @property
    def across(self) -> int:
        """Requests that only all corpora together can judge."""
        return sum(pools[0].corpus == TOGETHER for pools in self.pools)


def understood_scores(snapshot: Snapshot, understood: Sequence[Understanding]) -> Scores:
    """(len(understood), n) scores of all tracks, by the path that a brief takes."""
    return np.array(
        [
            prepare(snapshot, compose([each]), allowed_ids=snapshot.ids).score.total
            for each in understood
        ]
    )


def measured(judged: Judged, scores: Scores) -> dict[str, object]:
    """Normalised precision@10 and AUC by kind and language; scores (len(judged.requests), n)."""
    return by_cell(
        judged, [over_pools(own, pools) for own, pools in zip(scores, judged.pools, strict=True)]
    )


def by_cell(judged: Judged, pairs: Sequence[tuple[float, float]]) -> dict[str, object]:
    """Means over the requests of each kind and language; pairs are (precision, AUC)."""
    found: dict[str, object] = {}
    for kind in KINDS:
        for language in LANGUAGES:
            cell = [
                pair
                for pair, each in zip(pairs, judged.requests, strict=True)
                if (each.kind, each.language) == (kind, language)
            ]
            if cell:
                found[f"{kind} {language}"] = _figures(cell)
    if pairs:
        found["all"] = _figures(pairs)
    return found


def by_corpus(judged: Judged, scores: Scores) -> dict[str, object]:
    """The same over the requests that each corpus judges."""
    names = dict.fromkeys(pool.corpus for pools in judged.pools for pool in pools)
    return {
        name: _figures(
            [
                over_pools(own, [pool])
                for own, pools in zip(scores, judged.pools, strict=True)
                for pool in pools
                if pool.corpus == name
            ]
        )
        for name in names
    }


def _figures(pairs: Sequence[tuple[float, float]]) -> dict[str, float | int]:
    mean, low, high = interval([pair[0] for pair in pairs])
    return {
        "requests": len(pairs),
        "precision": round(mean, 3),
        "low": round(low, 3),
        "high": round(high, 3),
        "auc": round(float(np.mean([pair[1] for pair in pairs])), 3),
    }


def shuffled(judged: Judged, scores: Scores, seed: int = 0) -> dict[str, float]:
    """The control: rankings judged by the expectation of another request that expects otherwise."""
    table = crossed(judged, scores)
    random = np.random.default_rng(seed)
    rows = np.arange(len(table))
    means = [
        float(np.nanmean(table[rows, random.permutation(len(table))])) for _ in range(_SHUFFLES)
    ]
    return {
        "precision": round(float(np.mean(means)), 3),
        "percentile_95": round(float(np.percentile(means, 95)), 3),
    }


def crossed(judged: Judged, scores: Scores) -> NDArray[np.float64]:
    """(r, r) precision of ranking i by what request j expects; NaN where both expect alike."""
    known: dict[str, Sequence[Pool]] = {
        each.expects: pools for each, pools in zip(judged.requests, judged.pools, strict=True)
    }
    by_name = {
        name: np.array([over_pools(own, pools)[0] for own in scores])
        for name, pools in known.items()
    }
    table = np.array([by_name[each.expects] for each in judged.requests]).T
    for row, one in enumerate(judged.requests):
        for column, other in enumerate(judged.requests):
            if one.expects == other.expects:
                table[row, column] = np.nan
    return table


def language_ratio(judged: Judged, scores: Scores, seed: int = 0) -> dict[str, float]:
    """Mean precision of Chinese requests over that of English ones, kinds counting alike."""
    values = {
        (kind, language): np.array(
            [
                over_pools(own, pools)[0]
                for own, pools, each in zip(scores, judged.pools, judged.requests, strict=True)
                if (each.kind, each.language) == (kind, language)
            ]
        )
        for kind in KINDS
        for language in LANGUAGES
    }
    if not all(len(cell) for cell in values.values()):
        return {}
    random = np.random.default_rng(seed)

    def ratio(draw: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> float:
        chinese, english = (
            np.mean([draw(values[kind, language]).mean() for kind in KINDS])
            for language in ("zh", "en")
        )
        return float(chinese / english) if english > 0 else float("nan")

    again = [ratio(lambda cell: random.choice(cell, len(cell))) for _ in range(_DRAWS)]
    low, high = np.nanpercentile(again, [2.5, 97.5])
    return {
        "ratio": round(ratio(lambda cell: cell), 3),
        "low": round(float(low), 3),
        "high": round(float(high), 3),
    }
