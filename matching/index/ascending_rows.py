"""Where some rows stand among ascending ones, without a look at each of these."""

import numpy as np

from matching.index.exact import Rows


def places_among(rows: Rows, some: Rows) -> Rows:
    """Places in ``rows``, ascending and each once, of those of ``some`` that are there."""
    if not len(rows):
        return np.empty(0, dtype=np.int64)
    places = np.minimum(np.searchsorted(rows, some), len(rows) - 1)
    return np.asarray(places[rows[places] == some])
