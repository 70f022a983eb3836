"""How lively a track is beside the others: the evidence of signal, pace and tags as one number.

Listeners hear arousal in tempo, loudness and density together (Gabrielsson and Lindström 2010).
Measured energy by itself misleads across productions: calm synthesisers have more flux than a
driving guitar. So a track is judged beside others that are as acoustic or electronic as itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Rows
from matching.profile.track import FACETS
from matching.retrieval.calibration import Calibrated
from matching.retrieval.tag_groups import GROUP_INDEX

# Round weights, chosen on the requests to tune on (docs/understanding.md).
_FACETS = {"energy": 1.0, "tempo_bpm": 0.5, "acoustic": 1.0}
_GROUPS = {"happy": 0.5, "dance": 0.3, "slow": -0.6, "mellow": -0.5}
_SCALE = 2.0  # brings the sum back to about one standard deviation


def liveliness(catalogue: Calibrated, rows: Rows, *, by_pace: bool = True) -> NDArray[np.float64]:
    """(r,) in about standard deviations of the catalogue, 0 in its middle.

    Without ``by_pace`` it says nothing that the tempo estimate said.
    """
    total = np.zeros(len(rows))
    for name, weight in _FACETS.items():
        if name != "tempo_bpm" or by_pace:
            total += weight * catalogue.facets[rows, FACETS.index(name)]
    for name, weight in _GROUPS.items():
        total += weight * catalogue.groups[rows, GROUP_INDEX[name]]
    return total / _SCALE
