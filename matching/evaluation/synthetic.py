"""A synthetic catalogue with an obvious structure: genres, facets that follow them, artists.

For tests and benchmarks only. Tags and styles are drawn from the same hidden causes as the facets,
with noise, as a tagger would give them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.encoders.musicnn_tags import TAGS
from matching.index.snapshot import Snapshot
from matching.index.writing import write_columns
from matching.profile.track import FACETS, STYLE_SIZE, TIMBRE_SIZE
from matching.retrieval.tag_groups import GROUP_INDEX, group_matrix

_HALF = STYLE_SIZE // 2

#: name: (tempo BPM, energy, brightness, vocal, acoustic, tag groups that stand out)
GENRES: dict[str, tuple[float, float, float, float, float, tuple[str, ...]]] = {
    "piano": (78, 0.20, 0.35, 0.05, 0.95, ("piano", "classical", "solo", "mellow")),
    "strings": (92, 0.40, 0.45, 0.05, 0.90, ("strings", "classical", "beautiful")),
    "folk": (104, 0.40, 0.50, 0.80, 0.85, ("folk", "guitar", "acoustic", "vocals")),
    "jazz": (112, 0.45, 0.50, 0.25, 0.75, ("jazz", "piano", "solo")),
    "ambient": (70, 0.15, 0.30, 0.05, 0.25, ("ambient", "synth", "mellow", "slow")),
    "pop": (116, 0.65, 0.70, 0.90, 0.30, ("pop", "vocals", "female voice", "happy")),
    "rock": (128, 0.80, 0.70, 0.80, 0.30, ("rock", "guitar", "drums", "vocals", "male voice")),
    "metal": (140, 0.95, 0.80, 0.70, 0.15, ("metal", "guitar", "drums")),
    "house": (124, 0.80, 0.75, 0.25, 0.05, ("house", "electronic", "dance", "drums")),
    "chill": (92, 0.40, 0.55, 0.30, 0.15, ("electronic", "mellow", "synth")),
}


@dataclass(frozen=True, eq=False)
class SyntheticCatalogue:
    """columns: a snapshot's; genre: (n,) place in GENRES; true_facets: (n, len(FACETS)) unmeasured.

    The snapshot's facets carry the measuring errors of an analyser: some tempi off by an octave,
    noise on the rest.
    """

    columns: dict[str, NDArray[Any]]
    genre: NDArray[np.int64]
    true_facets: NDArray[np.float64]

    def write(self, folder: Path) -> Snapshot:
        return Snapshot.open(write_columns(folder, [self.columns], analyser="synthetic"))

    def snapshot(self) -> Snapshot:
        """The same in memory."""
        return Snapshot.of(self.columns, "synthetic")


def synthetic_catalogue(count: int, seed: int = 0, *, errors: bool = True) -> SyntheticCatalogue:
    """``count`` tracks with ids 10, 20, 30, …; the same seed gives the same catalogue."""
    random = np.random.default_rng(seed)
    genre = random.integers(0, len(GENRES), count)
    table = np.array([spec[:5] for spec in GENRES.values()])
    true = np.zeros((count, len(FACETS)))
    true[:, FACETS.index("tempo_bpm")] = np.clip(
        table[genre, 0] * 2 ** random.normal(0, 0.18, count), 52, 198
    )
    for place, name in enumerate(("energy", "brightness", "vocal", "acoustic"), start=1):
        noise = random.normal(0, 0.12, count)
        true[:, FACETS.index(name)] = np.clip(table[genre, place] + noise, 0, 1)
    true[:, FACETS.index("tempo_confidence")] = random.uniform(0.5, 1.0, count)
    true[:, FACETS.index("key")] = random.integers(0, 12, count)
    true[:, FACETS.index("mode")] = random.integers(0, 2, count)
    true[:, FACETS.index("energy_spread")] = random.uniform(0.05, 0.6, count)
    true[:, FACETS.index("dynamics_db")] = random.uniform(3, 18, count)
    true[:, FACETS.index("loudness_lufs")] = random.normal(-14, 3, count)
    true[:, FACETS.index("true_peak_dbtp")] = -1.0
    true[:, FACETS.index("onset_rate")] = 1.0 + 5.0 * true[:, FACETS.index("energy")]
    style = _style(random, genre, true)
    columns: dict[str, NDArray[Any]] = {
        "ids": 10 * np.arange(1, count + 1, dtype=np.int64),
        "artists": random.integers(1, max(count // 8, 2), count).astype(np.int64),
        "style": style,
        "spread": (0.2 * style).astype(np.float16),
        "tags": _tags(random, genre, true),
        "facets": (_measured(random, true) if errors else true).astype(np.float32),
        "intro": _near(random, style).astype(np.float16),
        "outro": _near(random, style).astype(np.float16),
        "timbre": (10.0 * style[:, :TIMBRE_SIZE]).astype(np.float16),
    }
    return SyntheticCatalogue(columns, genre, true)


def _style(
    random: np.random.Generator, genre: NDArray[np.int64], true: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Non-negative activations in 30 hidden directions, as a penultimate layer has them."""
    count = len(genre)
    causes = np.concatenate(
        [
            random.normal(0, 1, (len(GENRES), 20))[genre] + random.normal(0, 0.7, (count, 20)),
            2.0 * (true[:, [FACETS.index(n) for n in ("energy", "vocal", "acoustic")]] - 0.5),
            random.normal(0, 1, (count, 7)),
        ],
        axis=1,
    )
    mixing = random.normal(0, 1, (causes.shape[1], STYLE_SIZE)) / np.sqrt(causes.shape[1])
    active = np.maximum(causes @ mixing + 0.5, 0).astype(np.float32)
    for half in (slice(0, _HALF), slice(_HALF, STYLE_SIZE)):
        active[:, half] /= np.maximum(np.linalg.norm(active[:, half], axis=1, keepdims=True), 1e-6)
    return np.asarray(active / np.sqrt(2.0), dtype=np.float32)


def _near(random: np.random.Generator, style: NDArray[np.float32]) -> NDArray[np.float32]:
    moved = np.maximum(style + random.normal(0, 0.01, style.shape).astype(np.float32), 0)
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def _tags(
    random: np.random.Generator, genre: NDArray[np.int64], true: NDArray[np.float64]
) -> NDArray[np.float32]:
    wanted = np.full((len(GENRES), len(GROUP_INDEX)), -1.0)
    for place, spec in enumerate(GENRES.values()):
        for group in spec[5]:
            wanted[place, GROUP_INDEX[group]] = 2.0
    groups = wanted[genre]
    groups[:, GROUP_INDEX["vocals"]] = 5.0 * (true[:, FACETS.index("vocal")] - 0.5)
    groups[:, GROUP_INDEX["slow"]] = 2.5 * (100 - true[:, FACETS.index("tempo_bpm")]) / 40
    signs = np.sign(group_matrix())
    # Tags differ in how often they speak up at all.
    rarity = random.normal(-3.5, 1.0, len(TAGS))
    odds = groups @ signs.T + rarity + random.normal(0, 0.8, (len(genre), len(TAGS)))
    return np.asarray(1.0 / (1.0 + np.exp(-odds)), dtype=np.float32)


def _measured(random: np.random.Generator, true: NDArray[np.float64]) -> NDArray[np.float64]:
    seen = true.copy()
    tempo = FACETS.index("tempo_bpm")
    wrong = random.random(len(true)) < 0.15
    folded = np.where(seen[:, tempo] < 100, seen[:, tempo] * 2, seen[:, tempo] / 2)
    seen[wrong, tempo] = np.clip(folded[wrong], 50, 200)
    seen[wrong, FACETS.index("tempo_confidence")] *= 0.6
    for name in ("energy", "brightness", "vocal", "acoustic"):
        place = FACETS.index(name)
        seen[:, place] = np.clip(seen[:, place] + random.normal(0, 0.06, len(true)), 0, 1)
    return seen
