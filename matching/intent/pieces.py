"""Values of very many tracks, piece by piece, so that what is needed between fits the cache."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Rows

Singles = NDArray[np.float32]
#: Some tracks of a catalogue: a run of it, or picked ones.
Part = slice | Rows

#: From this share of a catalogue on, all of it is as quick as picking rows.
_MOST = 0.5


def piecewise(count: int, rows: Rows, piece: int, of: Callable[[Part], Singles]) -> Singles:
    """(r,) values of ``rows`` of a catalogue of ``count``, ``piece`` tracks at a time."""
    if len(rows) < _MOST * count:
        parts: list[Part] = [rows[at : at + piece] for at in range(0, len(rows), piece)]
        return np.concatenate([np.empty(0, dtype=np.float32), *map(of, parts)])
    whole = np.empty(count, dtype=np.float32)
    for at in range(0, count, piece):
        whole[at : at + piece] = of(slice(at, at + piece))
    return whole if len(rows) == count else whole[rows]
