"""Whether a head is worth having: it has to find held-out tracks better than the pool alone does.

Each held-out track's own description is the request, all held-out tracks are the answers.  What is
compared is what search would do: the words' say shared between the head and the pool, against the
pool alone.  A head wins where the difference of reciprocal ranks is clear of zero (95 % bootstrap
over artists: a lucky artist is one case, not ten).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.encoders.base import FloatArray
from matching.index.snapshot import Snapshot
from matching.retrieval.calibration import calibrated
from matching.retrieval.compose import compose
from matching.retrieval.scoring import score_brief
from matching.semantics.understanding import Direction
from matching.semantics.words import understand_words

Values = npt.NDArray[np.float64]

RESAMPLES = 2_000
_TOP = 10


@dataclass(frozen=True)
class Figures:
    """Recall@10 and mean reciprocal rank on held-out tracks, with what chance would reach."""

    tracks: int
    learned: int
    recall_with_head: float
    recall_pool: float
    recall_chance: float
    mrr_with_head: float
    mrr_pool: float
    gain_low: float  # 95 % interval of the gain in mean reciprocal rank
    gain_high: float
    languages: tuple[str, ...] = ()

    @property
    def won(self) -> bool:
        return self.gain_low > 0.0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Judged:
    """Of n requests: reciprocal rank of the right answer and whether it is in the first ten, (n,).

    Answers of equal score are in any order, so both are what is to be expected over all orders.
    """

    reciprocal: Values
    hits: Values


def judge(
    snapshot: Snapshot, captions: Sequence[str], ids: Sequence[int], led: FloatArray
) -> tuple[Judged, Judged]:
    """How search does by the pool alone, and sharing the words' say with the head.

    Each caption asks for its own track among all ``ids``; led (n, s) is where captions point.
    """
    catalogue, rows = calibrated(snapshot), snapshot.rows(ids)
    place = {int(snapshot.ids[row]): number for number, row in enumerate(rows)}
    found = np.empty((2, 2, len(captions)))
    for number, (caption, own) in enumerate(zip(captions, ids, strict=True)):
        understood = understand_words(caption)
        pointing = Direction("here", tuple(map(float, led[number])))
        for way, asked in enumerate((understood, replace(understood, direction=pointing))):
            query = compose([asked], space="here")
            scores = score_brief(catalogue, query.components, rows).total
            found[way, :, number] = _expected(scores, place[own])
    return Judged(*found[0]), Judged(*found[1])


def _expected(scores: Values, place: int) -> tuple[float, float]:
    """Reciprocal rank and recall@10 of one answer, over all orders of equal scores."""
    away = scores - scores[place]
    above, level = int(np.sum(away > 1e-9)), int(np.sum(np.abs(away) <= 1e-9))
    within = np.arange(above + 1, above + level + 1)
    return float(np.mean(1.0 / within)), float(np.mean(within <= _TOP))


def compare(
    pool: Judged,
    with_head: Judged,
    artists: Sequence[str],
    *,
    learned: int,
    languages: tuple[str, ...] = (),
    seed: int = 0,
) -> Figures:
    """Figures of two ways to answer the same requests."""
    gain = with_head.reciprocal - pool.reciprocal
    groups: dict[str, list[int]] = {}
    for number, artist in enumerate(artists):
        groups.setdefault(artist.casefold() or f"track {number}", []).append(number)
    sums = np.array([gain[own].sum() for own in groups.values()])
    sizes = np.array([len(own) for own in groups.values()])
    drawn = np.random.default_rng(seed).integers(0, len(sums), (RESAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return Figures(
        tracks=len(gain),
        learned=learned,
        recall_with_head=float(with_head.hits.mean()),
        recall_pool=float(pool.hits.mean()),
        recall_chance=min(1.0, _TOP / max(len(gain), 1)),
        mrr_with_head=float(with_head.reciprocal.mean()),
        mrr_pool=float(pool.reciprocal.mean()),
        gain_low=float(low),
        gain_high=float(high),
        languages=languages,
    )
