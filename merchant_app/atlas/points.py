"""The points of a map as bytes for the browser, 14 a track, read by `static/js/atlas/points.js`.

Little-endian: `ATL1`; n (uint32); x, y of each (2 n float32); the steps between ascending track ids
(n uint32, the first from 0); the region and the quarter of each (n uint8 each).
"""

from __future__ import annotations

import numpy as np

from merchant_app.atlas.sight import Sight

MAGIC = b"ATL1"


def points_of(sight: Sight) -> bytes:
    """The points of everything the store may see, in ascending order of track ids."""
    chart, rows = sight.chart, sight.rows
    steps = np.diff(sight.ids, prepend=0)
    return b"".join(
        [
            MAGIC,
            np.uint32(len(rows)).tobytes(),
            np.ascontiguousarray(chart.places[rows], dtype="<f4").tobytes(),
            steps.astype("<u4").tobytes(),
            chart.region[rows].tobytes(),
            chart.quarter[rows].tobytes(),
        ]
    )
