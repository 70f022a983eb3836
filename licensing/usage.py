"""What the licensing side asks the product above it: whether a track was played.

The product registers its answer when it starts; without a product nothing was ever played.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, Value
from django.db.models.expressions import Combinable

#: Given a moment or None, a condition on tracks: played since then, or ever.
Played = Callable[[datetime | None], Exists]

_registered: list[Played] = []


def played_by(answer: Played) -> None:
    """Say how to tell whether a track was played; the last one registered counts."""
    _registered[:] = [answer]


def played(since: datetime | None = None) -> Exists | Combinable:
    """A condition for `Track.objects.filter(…)`: played in some shop since then, or ever."""
    return _registered[0](since) if _registered else Value(False)
