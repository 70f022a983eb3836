"""The allowed rows nearest to a vector: exactly while that is quick, else by a scan."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.index.exact import Rows, dot_rows
from matching.index.scan import Scan

#: Up to this many allowed rows are compared one by one at full precision.
EXACT_LIMIT = 20_000
#: A scan proposes this many, and at least this many for every row wanted.
_PROPOSED, _PER_WANTED = 320, 4
_MORE = 4
#: Beyond this share of the allowed rows proposals save nothing.
_MOST_PROPOSED = 0.05
#: Proposals are enough when a row just left out would have to be misjudged by this many standard
#: deviations of what the proposed ones were misjudged by.
_DOUBT = 3.0

Floats = NDArray[np.float32]


def nearest(
    vectors: Floats, scan: Scan | None, vector: NDArray[np.floating[Any]], allowed: Rows, top: int
) -> tuple[Rows, Floats]:
    """The ``top`` of the ``allowed`` rows closest by cosine, best first, and their exact cosines.

    vectors: (n, d) float32 unit rows; vector: (d,), of any length (all cosines of a zero vector
    are 0). Ties are broken by row; a row allowed twice counts once. A scan's proposals are ranked
    at full precision and asked for again, in greater number, until what was left out is unlikely
    to belong to the list.
    """
    length = float(np.linalg.norm(vector))
    unit = (np.asarray(vector, dtype=np.float32) / (length or 1.0)).astype(np.float32)
    rows = ascending(allowed)
    top = min(top, len(rows))
    if top <= 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    if scan is not None and len(rows) > EXACT_LIMIT and length > 0.0:
        found = _proposed(vectors, scan, unit, rows, top)
        if found is not None:
            return found
    return _best(rows, dot_rows(vectors, rows, unit), top)


def ascending(rows: Rows) -> Rows:
    """The same rows, each once, in ascending order."""
    rows = np.asarray(rows, dtype=np.int64)
    if len(rows) < 2 or bool((rows[1:] > rows[:-1]).all()):
        return rows
    rows = np.sort(rows)  # several times as fast as np.unique
    return rows[np.concatenate([[True], rows[1:] > rows[:-1]])]


def _proposed(
    vectors: Floats, scan: Scan, unit: Floats, rows: Rows, top: int
) -> tuple[Rows, Floats] | None:
    """None where too many would have to be proposed."""
    count = max(_PROPOSED, _PER_WANTED * top)
    while count <= _MOST_PROPOSED * len(rows):
        proposed, estimates = scan.propose(unit, rows, count)
        exact = dot_rows(vectors, proposed, unit)
        found, cosines = _best(proposed, exact, top)
        wrong = exact - estimates
        left_out = float(estimates[-1] + wrong.mean() + _DOUBT * wrong.std())
        if cosines[-1] >= left_out:
            return found, cosines
        count *= _MORE
    return None


def _best(rows: Rows, cosines: Floats, top: int) -> tuple[Rows, Floats]:
    if len(rows) > 4 * top:
        # All that are level with the last one stay in, so that ties are cut by row.
        edge = np.partition(cosines, len(cosines) - top)[len(cosines) - top]
        near = cosines >= edge
        rows, cosines = rows[near], cosines[near]
    best = np.lexsort((rows, -cosines))[:top]
    return rows[best], cosines[best]
