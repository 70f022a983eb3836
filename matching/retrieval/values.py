"""How well tracks meet one component of a query: values in 0..1, higher is better."""

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Rows
from matching.retrieval.calibration import FACET_INDEX, Calibrated, tempo_octaves
from matching.retrieval.liveliness import liveliness
from matching.retrieval.query import Component
from matching.retrieval.tag_groups import GROUP_INDEX

Values = NDArray[np.float64]

#: Beyond the band the fit falls like a bell curve of this width, in the facet's own units.
FACET_SOFTNESS: dict[str, float] = {
    "tempo_bpm": 0.16,  # octaves: 12 %
    "energy": 0.15,
    "energy_spread": 0.15,
    "brightness": 0.15,
    "vocal": 0.2,
    "acoustic": 0.2,
    "dynamics_db": 4.0,
    "loudness_lufs": 3.0,
    "onset_rate": 1.0,
    "mode": 0.35,
}
_SCALE_MIDDLE = dict.fromkeys(("mode", "energy", "brightness", "vocal", "acoustic"), 0.5)
#: Value of a track heard at half or twice the wanted tempo, if it otherwise sounds like it.
OCTAVE_VALUE = 0.75
_OCTAVE_DOUBT = 0.5
#: Share of a band's value that is the track's standing in the catalogue: energy differs so much
#: between productions that its measured value says little by itself.
STANDING: dict[str, float] = {"energy": 0.9, "brightness": 0.4, "acoustic": 0.4, "vocal": 0.3}
#: A band whose middle is this far from the scale's asks for one of its ends.
_END_OF_SCALE = 0.1
#: A tempo within this factor of a band's ends is still near it.
TEMPO_NEAR = 1.15
#: What an unknown tempo is worth.
UNSURE_VALUE = 0.5


def tag_value(catalogue: Calibrated, component: Component, rows: Rows) -> Values:
    """Chance-like value of a tag group standing out (or staying away), (r,)."""
    return _group_value(catalogue, component.key, component.direction, rows)


def facet_value(catalogue: Calibrated, component: Component, rows: Rows) -> Values:
    """How well the band is met, mixed with the tag groups that say the same, (r,).

    1 inside the band, falling softly outside; tempo is folded over half and double, each as far as
    the rest of the track sounds as slow or as lively. Within a band that asks for an end of the
    scale, part of the value is where the track stands in this catalogue.
    """
    facet = component.key.removeprefix("facet:")
    raw = catalogue.snapshot.facets[rows]
    values = raw[:, FACET_INDEX[facet]].astype(np.float64)
    low, high = float(component.parameters["low"]), float(component.parameters["high"])
    softness = FACET_SOFTNESS.get(facet, max(float(catalogue.facet_scale[FACET_INDEX[facet]]), 0.1))
    if facet == "tempo_bpm":
        low, high = np.log2(max(low, 1.0)), np.log2(max(high, 1.0))
        heard = tempo_octaves(values)
        lively = 2.0 * liveliness(catalogue, rows, by_pace=False)
        fit = np.maximum.reduce(
            [
                _band(heard, low, high, softness),
                OCTAVE_VALUE
                * _sigmoid(lively - _OCTAVE_DOUBT)
                * _band(heard + 1.0, low, high, softness),
                OCTAVE_VALUE
                * _sigmoid(-lively - _OCTAVE_DOUBT)
                * _band(heard - 1.0, low, high, softness),
            ]
        )
        sure = np.clip(raw[:, FACET_INDEX["tempo_confidence"]].astype(np.float64), 0.0, 1.0)
        fit = sure * fit + (1.0 - sure) * UNSURE_VALUE
    else:
        fit = _band(values, low, high, softness)
        fit = _standing(catalogue, facet, (low + high) / 2.0, rows, fit)
    fit_alone = fit
    for key, share in component.parameters.items():
        if key.startswith("tag:"):
            echo = _group_value(catalogue, key, 1 if float(share) > 0 else -1, rows)
            fit = fit + abs(float(share)) * (echo - fit_alone)
    return fit if component.direction > 0 else 1.0 - fit


def _standing(catalogue: Calibrated, facet: str, middle: float, rows: Rows, fit: Values) -> Values:
    """``fit`` mixed with how far up (or down) the catalogue the track is."""
    if facet not in STANDING or abs(middle - 0.5) < _END_OF_SCALE:
        return fit
    side = 1.0 if middle > 0.5 else -1.0
    if facet == "energy":
        place = liveliness(catalogue, rows)
    else:
        place = catalogue.facets[rows, FACET_INDEX[facet]].astype(np.float64)
    return (1.0 - STANDING[facet]) * fit + STANDING[facet] * _sigmoid(1.5 * side * place)


def band_side(catalogue: Calibrated, component: Component) -> int:
    """Whether a facet's band asks for more (1) or less (-1) than the middle.

    The middle is that of the scale where it has one (a catalogue mostly in major keys does not
    make "major" a wish for minor), else the catalogue's.
    """
    facet = component.key.removeprefix("facet:")
    ends = np.array([float(component.parameters["low"]), float(component.parameters["high"])])
    if facet == "tempo_bpm":
        ends = tempo_octaves(ends)
    middle = _SCALE_MIDDLE.get(facet, float(catalogue.facet_middle[FACET_INDEX[facet]]))
    return component.direction if float(ends.mean()) >= middle else -component.direction


def _band(values: Values, low: float, high: float, softness: float) -> Values:
    outside = np.maximum(np.maximum(low - values, values - high), 0.0)
    return np.asarray(np.exp(-0.5 * (outside / softness) ** 2))


def _group_value(catalogue: Calibrated, key: str, direction: int, rows: Rows) -> Values:
    group = key.removeprefix("tag:")
    return _sigmoid(direction * catalogue.groups[rows, GROUP_INDEX[group]].astype(np.float64))


def _sigmoid(z: Values) -> Values:
    return np.asarray(1.0 / (1.0 + np.exp(-z)))
