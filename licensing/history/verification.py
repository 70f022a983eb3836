"""Is the record of changes still the one that was written? The whole chain is computed again."""

from __future__ import annotations

from dataclasses import dataclass

from licensing.history.models import Change
from licensing.history.services import FIRST, chained

_BATCH = 2_000
_SAID = (
    "at", "actor_name", "action", "subject_type", "subject_id", "subject_name", "before", "after",
    "why",
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """How far the chain holds. `broken` is the first change that is not as it was written."""

    entries: int
    last_hash: str
    broken: Change | None = None
    #: "altered": its own words differ; "torn": what stood before it was removed or put in.
    how: str = ""
    #: Whether the hash asked about is still in the chain; None when none was asked about.
    holds_expected: bool | None = None

    @property
    def intact(self) -> bool:
        return self.broken is None and self.holds_expected is not False


def verify(expected: str = "") -> Verdict:
    """Compute every hash again, in order.

    The chain cannot tell when its last changes were cut off. Whoever keeps a hash elsewhere gives
    it as `expected`: it has to be in the chain still.
    """
    last, count, seen = FIRST, 0, False
    for change in Change.objects.order_by("pk").iterator(chunk_size=_BATCH):
        if change.previous_hash != last:
            return Verdict(count, last, change, "torn", seen if expected else None)
        said = {name: getattr(change, name) for name in _SAID}
        if chained(last, said) != change.hash:
            return Verdict(count, last, change, "altered", seen if expected else None)
        last, count = change.hash, count + 1
        seen = seen or last == expected
    return Verdict(count, last, holds_expected=seen if expected else None)
