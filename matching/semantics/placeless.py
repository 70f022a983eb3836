"""How likely a photo shows a thing, a person or a page rather than a place.

The image model's classes are things, and hardly any is a page of text or a face; its features tell
them from rooms well.  ``places.npy`` is a line through them, for the bundled model only
(matching/evaluation/place_choice.py says how and on which pictures it was found).
"""

from __future__ import annotations

from functools import cache

import numpy as np

from matching.encoders.base import FloatArray
from matching.semantics.pool import DATA

#: Owners send rooms: only what the line takes for a place with less than this is none.
LEAST_PLACE = 0.2


@cache
def _line() -> FloatArray:
    """(dimension + 1,) weights of the features, and what is added to them."""
    line: FloatArray = np.load(DATA / "places.npy")
    return line


def placeless(features: FloatArray) -> float:
    """Odds 0..1 that a photo with these unit features (dimension,) shows no place.

    Raises ValueError for features of another model's length.
    """
    line = _line()
    if features.shape != (len(line) - 1,):
        raise ValueError(f"Features of length {len(line) - 1} are needed, not {features.shape}.")
    place = float(features @ line[:-1] + line[-1])
    border = np.log(LEAST_PLACE / (1 - LEAST_PLACE))
    return float(1 / (1 + np.exp(place - border)))
