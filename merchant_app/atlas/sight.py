"""What one store may see of the map: the tracks cleared for it, and nothing of anybody else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from django.core.cache import cache

from matching.atlas.chart import Chart
from matching.maps.selectors import current_map
from merchant_app import music
from merchant_app.stores.models import Store

Rows = npt.NDArray[np.int64]
#: How long a picture may go on showing a track whose right has just ended; playing one asks anew.
REMEMBERED_S = 60


@dataclass(frozen=True, eq=False)
class Sight:
    """rows: rows of the chart that the store may see, ascending; number: the map's."""

    number: int
    chart: Chart
    rows: Rows

    @cached_property
    def key(self) -> str:
        """Names these points: it changes when the map or what is cleared changes."""
        seen = hashlib.sha256(self.rows.tobytes())
        seen.update(str(self.number).encode())
        return seen.hexdigest()[:20]

    @property
    def ids(self) -> Rows:
        return np.asarray(self.chart.ids[self.rows], dtype=np.int64)


def sight_of(store: Store) -> Sight | None:
    """What the store sees of the newest map; None before any was drawn."""
    drawn = current_map()
    if drawn is None:
        return None
    remembered = f"atlas:{store.pk}:{drawn.number}"
    packed = cache.get(remembered)
    if packed is None:
        rows = drawn.chart.rows(music.cleared_ids(store))
        cache.set(remembered, rows.astype(np.int32).tobytes(), REMEMBERED_S)
    else:
        rows = np.frombuffer(packed, dtype=np.int32).astype(np.int64)
    return Sight(drawn.number, drawn.chart, rows)
