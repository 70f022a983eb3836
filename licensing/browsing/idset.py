"""Thousands of track ids as one value in a query: a bitmap, an eighth of a byte for each id.

A list of 100,000 ids costs PostgreSQL more to read and plan than the whole rest of a page; a bitmap
is looked up row by row, so the order of an index can be followed until a page is full.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

_IN = (
    'CASE WHEN "catalogue_track"."id" < %s'
    ' THEN get_bit(%s::bytea, "catalogue_track"."id") = 1 ELSE FALSE END'
)


def bitmap(ids: npt.NDArray[np.int64]) -> bytes:
    """Ids (n,) int64, none below 0, as bits: the lowest bit of the first byte is id 0."""
    if not ids.size:
        return b""
    bits = np.zeros(int(ids.max()) + 1, np.bool_)
    bits[ids] = True
    return np.packbits(bits, bitorder="little").tobytes()


def is_in(ids: npt.NDArray[np.int64]) -> RawSQL:
    """A condition on tracks: the id is one of these."""
    bits = bitmap(ids)
    return RawSQL(_IN, (8 * len(bits), bits), output_field=BooleanField())  # noqa: S611
