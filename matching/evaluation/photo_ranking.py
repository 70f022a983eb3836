"""Do photos of places move the ranking of real tracks, and does the same photo move it alike?

Held-out interiors only. What is compared: bright, white rooms against dark or warm ones, and bare
rooms against wooden ones. No label says which music belongs to a room; "wood goes with acoustic
instruments" and "light goes with a bright tone" are what decorators would say, so the figures show
that photos steer, not that listeners agree. The control sorts the same photos by chance.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from scipy.stats import spearmanr

from matching.evaluation.labelled import Labelled, Scores, scores_of, superiority
from matching.evaluation.photo_direction import colour_only
from matching.evaluation.understanding import DATA, altered, opened
from matching.profile.track import FACETS
from matching.semantics.photos import Sight, as_understanding, look

CONTROL_ROUNDS = 1000


@dataclass(frozen=True)
class Contrast:
    """Chance that a photo of the first kind pulls more towards the property than one of the second.

    pull: AUC of labelled tracks where there is a label, else rank correlation with our own facet.
    colour_only: the same by light and colour alone; an even grey image instead gives 0.5.
    """

    first: str
    second: str
    towards: str
    by_label: bool
    pairs: int
    superiority: float
    low: float
    high: float
    shuffled_95: float
    colour_only: float


@dataclass(frozen=True)
class Steadiness:
    """Rank correlation of a photo's ranking with its altered copies', and with other photos'."""

    photos: int
    copies: float
    copies_worst_tenth: float
    others: float


@dataclass(frozen=True)
class PhotoRanking:
    """Everything measured over one folder of photos."""

    contrasts: tuple[Contrast, ...]
    steadiness: Steadiness

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def held_out(folder: Path) -> list[Path]:
    """The held-out half of a folder of interiors.

    Raises FileNotFoundError when it does not hold the photos that are labelled.
    """
    paths = sorted(folder.glob("*.jpg"))[1::2]
    wanted = {name for kind in _labels()["kinds"].values() for name in kind}
    missing = wanted - {path.name for path in paths}
    if missing:
        raise FileNotFoundError(f"{folder} does not hold {', '.join(sorted(missing)[:3])}.")
    return paths


def _labels() -> dict[str, Any]:
    return tomllib.loads((DATA / "photo_labels.toml").read_text(encoding="utf-8"))


def rank_photos(catalogue: Labelled, folder: Path, *, seed: int = 0) -> PhotoRanking:
    """Contrasts and steadiness over the held-out half of a folder of interiors.

    Raises FileNotFoundError as ``held_out`` does.
    """
    labels = _labels()
    images = {path.name: opened(path) for path in held_out(folder)}
    sights = {name: look(image) for name, image in images.items()}
    rankings = {name: _scores(catalogue, sight) for name, sight in sights.items()}
    colour = {name: _scores(catalogue, colour_only(sight)) for name, sight in sights.items()}
    random = np.random.default_rng(seed)
    contrasts = tuple(
        _contrast(catalogue, (rankings, colour), labels["kinds"], each, random)
        for each in labels["contrasts"]
    )
    return PhotoRanking(contrasts, _steadiness(catalogue, images, rankings))


def _scores(catalogue: Labelled, sight: Sight) -> Scores:
    return scores_of(catalogue, [as_understanding(sight.concepts, (), "")])


def _pull(catalogue: Labelled, scores: Scores, key: str) -> float:
    if key in catalogue.properties:
        return catalogue.auc(scores, key, 1)
    column = catalogue.snapshot.facets[:, FACETS.index(key)]
    return float(spearmanr(scores, column).statistic)


def _contrast(
    catalogue: Labelled,
    ways: tuple[dict[str, Scores], dict[str, Scores]],
    kinds: dict[str, list[str]],
    said: Sequence[str],
    random: np.random.Generator,
) -> Contrast:
    first, second, towards = said
    pulls, colour = (
        [
            np.array([_pull(catalogue, rankings[name], towards) for name in kinds[kind]])
            for kind in (first, second)
        ]
        for rankings in ways
    )
    everything = np.concatenate(pulls)
    size = len(pulls[0])
    control, again = [], []
    for _ in range(CONTROL_ROUNDS):
        mixed = random.permutation(everything)
        control.append(superiority(mixed[:size], mixed[size:]))
        drawn = [random.choice(side, len(side)) for side in pulls]
        again.append(superiority(*drawn))
    low, high = np.percentile(again, [2.5, 97.5])
    return Contrast(
        first=first,
        second=second,
        towards=towards,
        by_label=towards in catalogue.properties,
        pairs=len(pulls[0]) * len(pulls[1]),
        superiority=round(superiority(*pulls), 3),
        low=round(float(low), 3),
        high=round(float(high), 3),
        shuffled_95=round(float(np.percentile(control, 95)), 3),
        colour_only=round(superiority(*colour), 3),
    )


def _steadiness(
    catalogue: Labelled, images: dict[str, Image.Image], rankings: dict[str, Scores]
) -> Steadiness:
    copies = [
        float(spearmanr(rankings[name], _scores(catalogue, look(copy))).statistic)
        for name, image in images.items()
        for copy in altered(image)
    ]
    names = list(rankings)
    others = [
        float(spearmanr(rankings[a], rankings[b]).statistic)
        for place, a in enumerate(names)
        for b in names[place + 1 :]
    ]
    return Steadiness(
        photos=len(images),
        copies=round(float(np.mean(copies)), 3),
        copies_worst_tenth=round(float(np.percentile(copies, 10)), 3),
        others=round(float(np.mean(others)), 3),
    )
