"""Catalogue B: tracks sampled from a generator fitted to the analysed segments.

A smoothed bootstrap (Silverman, 1986) along the lines between neighbours (as in SMOTE, Chawla et
al., 2002): a segment is moved towards and away from two near ones *of other tracks*, all its
descriptions by the same shares, so that what goes together stays together. Then every number is
put back on the marginal distribution of the segments, which mixing had narrowed.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from matching.evaluation.intent.music import Music
from matching.profile.track import FACETS, STYLE_SIZE

Floats = NDArray[np.float64]

#: Changes with what is generated, so that kept catalogues are made again.
GENERATOR = "smoothed-1"
_NEIGHBOURS = 8
#: Standard deviation of the share of the way to a neighbour.
_SHARE = 0.35
_HALF = STYLE_SIZE // 2
#: What has no values between: taken from the segment itself.
_WHOLE = ("key", "mode")
_FLOOR = 1e-6


def generated_music(model: Music, count: int, seed: int) -> Music:
    """``count`` tracks like those of ``model``; the same seed gives the same ones."""
    random = np.random.default_rng([seed, 23])
    near = _near(model)
    first = random.integers(0, len(model), count)
    picked = near[first[:, None], random.integers(0, near.shape[1], (count, 2))]
    shares = random.normal(0, _SHARE, (count, 2))

    def mixed(values: NDArray[Any]) -> Floats:
        own = values[first].astype(np.float64)
        for place in range(2):
            own += shares[:, place, None] * (values[picked[:, place]] - values[first])
        return own

    facets = _facets(model.columns["facets"].astype(np.float64), first, mixed)
    odds = _odds(model.columns["tags"].astype(np.float64))
    columns: dict[str, NDArray[Any]] = {
        "ids": 10 * np.arange(1, count + 1, dtype=np.int64),
        # As many artists a track as a catalogue of this size would have: some eight tracks each.
        "artists": random.integers(1, max(count // 8, 2), count).astype(np.int64),
        "style": _unit(mixed(model.columns["style"])),
        "spread": np.maximum(mixed(model.columns["spread"]), 0.0).astype(np.float16),
        "tags": (1.0 / (1.0 + np.exp(-_on_marginals(mixed(odds), odds)))).astype(np.float32),
        "facets": facets.astype(np.float32),
        "intro": _unit(mixed(model.columns["intro"])).astype(np.float16),
        "outro": _unit(mixed(model.columns["outro"])).astype(np.float16),
    }
    for name, column in model.columns.items():
        if name not in columns:
            values = column.astype(np.float64)
            columns[name] = _on_marginals(mixed(values), values).astype(column.dtype)
    second = model.second.astype(np.float64)
    return Music(
        "generated",
        columns,
        _on_marginals(mixed(second), second).astype(np.float32),
        model.source[first],
        seed,
    )


def joint(music: Music) -> Floats:
    """(n, d) style, facets, tags and the second description, each block of equal say."""
    true = music.true
    useful = [place for place, name in enumerate(FACETS) if name not in _WHOLE]
    blocks = (true.directions, true.facets[:, useful], true.groups, music.second_axes)
    return np.concatenate([block / np.sqrt(block.shape[1]) for block in blocks], axis=1).astype(
        np.float64
    )


def _near(model: Music) -> NDArray[np.int64]:
    """(n, k) the nearest segments of other tracks."""
    space = joint(model)
    squares = np.square(space).sum(axis=1)
    apart = squares[:, None] + squares[None] - 2 * space @ space.T
    apart[model.source[:, None] == model.source[None]] = np.inf
    return np.argsort(apart, axis=1, kind="stable")[:, :_NEIGHBOURS]


def _facets(values: Floats, first: NDArray[np.int64], mixed: Any) -> Floats:
    tempo = FACETS.index("tempo_bpm")
    values = values.copy()
    values[:, tempo] = np.log2(values[:, tempo])
    found = _on_marginals(mixed(values), values)
    found[:, tempo] = 2.0 ** found[:, tempo]
    for name in _WHOLE:
        place = FACETS.index(name)
        found[:, place] = values[first, place]
    return found


def _on_marginals(values: Floats, model: Floats) -> Floats:
    """``values`` (m, d) in the same order column by column, distributed as ``model`` (n, d)."""
    places = (np.arange(len(model)) + 0.5) / len(model)
    found = np.empty_like(values)
    for column in range(values.shape[1]):
        rank = (rankdata(values[:, column]) - 0.5) / len(values)
        found[:, column] = np.interp(rank, places, np.sort(model[:, column]))
    return found


def _unit(style: Floats) -> NDArray[np.float32]:
    """Both halves weigh the same, as in every profile."""
    active = style.copy()
    for half in (slice(0, _HALF), slice(_HALF, None)):
        length = np.linalg.norm(active[:, half], axis=1, keepdims=True)
        active[:, half] /= np.maximum(length, _FLOOR)
    return np.asarray(active / np.sqrt(2.0), dtype=np.float32)


def _odds(p: Floats) -> Floats:
    held = np.clip(p, _FLOOR, 1.0 - _FLOOR)
    return np.asarray(np.log(held / (1.0 - held)))
