"""The errors with which the learner reads a catalogue; owners hear it without them.

Every figure is one that our own benches measure on music whose makers state the truth (``bench
facets``: 28 starter tracks and the 15 OpenMSX pieces of the reporting half; see docs/benchmarks.md)
or that two ways of hearing the same file differ by. A figure stated as an area under the curve is
turned into the spread of a normal error that makes the catalogue at hand read as badly.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from matching.encoders.musicnn_tags import TAGS
from matching.profile.track import FACETS
from matching.retrieval.tag_groups import GROUP_INDEX, group_matrix

Floats = NDArray[np.float64]

#: Tempo: of 19 labelled tracks below 100 BPM 7 are read at twice their tempo; of 24 faster ones 1
#: is read at half, 2 at two thirds (bench facets, misses of tempo).
SLOW_BELOW_BPM = 100.0
SLOW_DOUBLED, FAST_HALVED, FAST_AT_TWO_THIRDS = 7 / 19, 1 / 24, 2 / 24
#: The confidence that the analyser had in those ten wrong tempi.
WRONG_CONFIDENCE = (0.33, 0.49, 0.55, 0.60, 0.65, 0.71, 0.75, 0.76, 0.88, 0.95)
_SLOWEST_BPM, _FASTEST_BPM = 50.0, 200.0
#: Mode: right in 78.6 % of 28 labelled tracks (bench facets, key).
MODE_WRONG = 0.214
#: Voice: area under the curve 0.95 between sung and not sung (bench facets, without starter).
VOCAL_AUC = 0.95
#: Energy: tracks of an energetic mood read 0.119 higher than calm ones, and a track of the one is
#: above one of the other in 84 % (bench facets, colour). All of that overlap is taken for error:
#: 0.119 / (sqrt(2) * 0.994), the latter being where a normal distribution has 84 % below it.
ENERGY_SD = 0.084
#: Tags: mean area under the curve of piano 0.78, strings 0.81, flute 0.92 and synth 0.74 (bench
#: facets, instruments); no other group has labels. The quarter with most of a tag is held against
#: the rest. Guitar (0.54) is not told apart at all, so no taste asks for it.
TAG_AUC, _MOST = 0.81, 0.25
UNREADABLE = frozenset({"guitar"})
#: Standard deviation of what the default windows and full coverage (20 tracks), or the original and
#: its MP3 at 128 kbit/s (28 tracks), say of the same music: the larger of the two.
SPREAD: Mapping[str, float] = {
    "acoustic": 0.065,
    "brightness": 0.001,
    "dynamics_db": 0.010,
    "onset_rate": 0.026,
    "energy_spread": 0.0001,
    "energy": ENERGY_SD,
}
_FLOOR = 1e-6


def read_facets(true: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Facets (n, len(FACETS)) as the analyser would say them, and the error of its voice (n,).

    The error is in standard deviations of the log-odds of voice.
    """
    seen = true.copy()
    count = len(true)
    tempo, sure = FACETS.index("tempo_bpm"), FACETS.index("tempo_confidence")
    factor = _tempo_factor(true[:, tempo], random)
    wrong = factor != 1.0
    seen[:, tempo] = np.clip(true[:, tempo] * factor, _SLOWEST_BPM, _FASTEST_BPM)
    seen[wrong, sure] = random.choice(WRONG_CONFIDENCE, int(wrong.sum()))
    turned = random.random(count) < MODE_WRONG
    mode = FACETS.index("mode")
    seen[turned, mode] = 1.0 - seen[turned, mode]
    voice, voice_error = FACETS.index("vocal"), random.normal(0, 1, count)
    odds = _odds(true[:, voice])
    standard = (odds - odds.mean()) / max(float(odds.std()), _FLOOR)
    sung = true[:, voice] > 0.5
    voice_error *= spread_for(standard, sung, ~sung, VOCAL_AUC, voice_error)
    seen[:, voice] = 1.0 / (1.0 + np.exp(-(odds + voice_error * odds.std())))
    for name, spread in SPREAD.items():
        place = FACETS.index(name)
        top = np.inf if name in ("dynamics_db", "onset_rate") else 1.0
        seen[:, place] = np.clip(true[:, place] + random.normal(0, spread, count), 0.0, top)
    return seen, voice_error


def read_tags(
    true: NDArray[np.float32], voice_error: Floats, random: np.random.Generator
) -> NDArray[np.float32]:
    """Tags (n, 100) with an error for each group, the same for all its members.

    The tags that say there is a voice err together with the facet, which is made of them.
    """
    odds = _odds(true.astype(np.float64))
    signs = np.sign(group_matrix()).astype(np.float64)
    groups = odds @ group_matrix().astype(np.float64)
    for name, place in GROUP_INDEX.items():
        own, scale = groups[:, place], max(float(groups[:, place].std()), _FLOOR)
        standard = (own - own.mean()) / scale
        if name == "vocals":
            error = voice_error
        else:
            error = random.normal(0, 1, len(true))
            much = own >= np.quantile(own, 1.0 - _MOST)
            error = error * spread_for(standard, much, ~much, TAG_AUC, error)
        odds += (error * scale)[:, None] * signs[None, :, place]
    return np.asarray(1.0 / (1.0 + np.exp(-odds)), dtype=np.float32).reshape(len(true), len(TAGS))


def spread_for(
    values: Floats, more: NDArray[np.bool_], less: NDArray[np.bool_], area: float, error: Floats
) -> float:
    """How many times ``error`` (n,) makes ``values`` tell ``more`` from ``less`` by ``area``.

    0 where they cannot even be told apart without errors, or where one of the two is empty.
    """
    if not more.any() or not less.any() or _area(values, more, less) <= area:
        return 0.0
    low, high = 0.0, 10.0 * max(float(values.std()), _FLOOR)
    for _ in range(18):
        middle = (low + high) / 2
        if _area(values + middle * error, more, less) > area:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _area(values: Floats, more: NDArray[np.bool_], less: NDArray[np.bool_]) -> float:
    ranks = rankdata(np.concatenate([values[more], values[less]]))
    count = int(more.sum())
    above = ranks[:count].sum() - count * (count + 1) / 2
    return float(above / (count * int(less.sum())))


def _tempo_factor(bpm: Floats, random: np.random.Generator) -> Floats:
    draw, slow = random.random(len(bpm)), bpm < SLOW_BELOW_BPM
    factor = np.ones(len(bpm))
    factor[slow & (draw < SLOW_DOUBLED)] = 2.0
    factor[~slow & (draw < FAST_HALVED)] = 0.5
    third = ~slow & (draw >= FAST_HALVED) & (draw < FAST_HALVED + FAST_AT_TWO_THIRDS)
    factor[third] = 2.0 / 3.0
    return factor


def _odds(p: Floats) -> Floats:
    held = np.clip(p, _FLOOR, 1.0 - _FLOOR)
    return np.asarray(np.log(held / (1.0 - held)))
