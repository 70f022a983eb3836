"""Does a photo change the ranking in the direction that its own description would?

A person described every photo before any figure was taken. Real tracks are ranked by the photo and,
separately, by the words. Both rankings lose what all photos (all descriptions) have in common; what
is left of the photo's must be more like its own description's than like those of other photos.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from matching.evaluation.metrics import interval
from matching.evaluation.requests.ranked import understood_scores
from matching.evaluation.understanding import DATA
from matching.index.snapshot import Snapshot
from matching.retrieval.bundles import Weighed, agreeing
from matching.retrieval.compose import compose
from matching.retrieval.prepare import prepare
from matching.semantics.photo_rules import atmosphere_concepts
from matching.semantics.photos import Sight, as_understanding
from matching.semantics.words import understand_words

Floats = NDArray[np.float64]
LANGUAGES = ("en", "zh")
_SHUFFLES = 1000


@dataclass(frozen=True)
class Described:
    """Descriptions of one half of the photos by language and file name, and sets of one kind."""

    texts: Mapping[str, Mapping[str, str]]
    sets: Mapping[str, Sequence[str]]


def described(half: str = "held_out") -> Described:
    """The half "held_out", or "tuning", which has no sets."""
    data = tomllib.loads((DATA / "photo_descriptions.toml").read_text("utf-8"))
    return Described(data[half], data["sets"] if half == "held_out" else {})


def colour_only(sight: Sight) -> Sight:
    """The same photo as light and colour alone see it: a baseline without the image model."""
    return replace(sight, concepts=atmosphere_concepts(sight.atmosphere))


def centred(scores: Floats) -> Floats:
    """(m, n) scores as ranks less the mean over the m rankings, rows of length 1 (or all zero)."""
    ranks = np.array([rankdata(row) for row in scores])
    ranks -= ranks.mean(axis=0)
    return np.asarray(ranks / np.maximum(np.linalg.norm(ranks, axis=1, keepdims=True), 1e-9))


def beaten(likeness: Floats) -> Floats:
    """(m,) share of other columns that a row's own column beats; ties count half."""
    own = np.diag(likeness)[:, None]
    wins = (own > likeness + 1e-9) + 0.5 * (np.abs(own - likeness) <= 1e-9)
    return np.asarray((wins.sum(axis=1) - 0.5) / (len(likeness) - 1))


def agreement(photos: Floats, words: Floats, seed: int = 0) -> dict[str, float]:
    """How often a photo's own description is nearer than another's, 0.5 is chance.

    photos, words: (m, n) scores of n tracks by m photos (or sets) and their descriptions.
    """
    likeness = centred(photos) @ centred(words).T
    mean, low, high = interval(beaten(likeness).tolist(), seed)
    random = np.random.default_rng(seed)
    control = [
        float(beaten(likeness[:, random.permutation(len(likeness))]).mean())
        for _ in range(_SHUFFLES)
    ]
    return {
        "beaten": round(mean, 3),
        "low": round(low, 3),
        "high": round(high, 3),
        "shuffled_95": round(float(np.percentile(control, 95)), 3),
    }


def difference(first: Floats, second: Floats, words: Floats, seed: int = 0) -> dict[str, float]:
    """How much more often by the first way than by the second, paired over the photos."""
    own = centred(words).T
    apart = beaten(centred(first) @ own) - beaten(centred(second) @ own)
    mean, low, high = interval(apart.tolist(), seed)
    return {"more": round(mean, 3), "low": round(low, 3), "high": round(high, 3)}


def direction(
    snapshot: Snapshot, sights: Mapping[str, Sight], said: Described, constant: Sight
) -> list[dict[str, object]]:
    """One row for single photos and one for sets, in each language.

    ``sights`` by file name; ``constant`` is what an even grey picture shows, the baseline that
    knows nothing.
    """
    names = list(said.texts["en"])
    groups: dict[str, dict[str, Sequence[str]]] = {"photos": {name: [name] for name in names}}
    if said.sets:
        groups["sets"] = dict(said.sets)
    found: list[dict[str, object]] = []
    for kind, group in groups.items():
        ways = {
            "full": _ranked(snapshot, group, sights),
            "colour only": _ranked(
                snapshot, group, {name: colour_only(sight) for name, sight in sights.items()}
            ),
            "constant image": _ranked(snapshot, group, dict.fromkeys(sights, constant)),
        }
        for language in LANGUAGES:
            texts = [
                " ".join(said.texts[language][name] for name in each) for each in group.values()
            ]
            words = understood_scores(snapshot, [understand_words(text) for text in texts])
            found.append(
                {
                    "of": kind,
                    "language": language,
                    "count": len(group),
                    "ways": {way: agreement(scores, words) for way, scores in ways.items()},
                    "full_over_colour": difference(ways["full"], ways["colour only"], words),
                }
            )
    return found


def photo_scores(
    snapshot: Snapshot,
    sets: Sequence[Sequence[Sight]],
    trusting: Callable[[Weighed], Weighed] = agreeing,
) -> Floats:
    """(len(sets), n) scores of all tracks by each set of photos, by the path that a brief takes."""
    queries = [
        compose([as_understanding(each.concepts, (), "") for each in sights], trusting=trusting)
        for sights in sets
    ]
    return np.array(
        [prepare(snapshot, query, allowed_ids=snapshot.ids).score.total for query in queries]
    )


def _ranked(
    snapshot: Snapshot, group: Mapping[str, Sequence[str]], sights: Mapping[str, Sight]
) -> Floats:
    return photo_scores(snapshot, [[sights[name] for name in names] for names in group.values()])
