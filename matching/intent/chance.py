"""How likely an owner accepts a track, set right by what simulated owners did.

The learner's log-odds order tracks well, but weak negatives, the averaging over hypotheses and the
choice of the best of very many make them no probabilities. A logistic curve over them and over the
share accepted so far (Platt, 1999) makes them so. Its numbers come from simulated owners that no
published figure is measured on.
"""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Of the curve: level, weight of the learner's log-odds, weight of the share accepted so far.
_LEVEL, _LEARNED, _ACCEPTED = 0.14, 0.26, 0.51
#: Log-odds bend towards this: beyond it they are no surer.
_MOST = 4.0


def chances(log_odds: Floats, accepted: int, labels: int) -> Floats:
    """P(accept) by the learner's log-odds (n,), where ``accepted`` of ``labels`` were so far."""
    so_far = math.log((accepted + 1.0) / (labels - accepted + 1.0))
    curve = _LEVEL + _LEARNED * _MOST * np.tanh(log_odds / _MOST) + _ACCEPTED * so_far
    return np.asarray(1.0 / (1.0 + np.exp(-curve)), dtype=np.float64)
