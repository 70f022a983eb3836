"""A word on a history only where it strikes one."""

from __future__ import annotations

import pytest

from merchant_app.playlists.room.remarks import ALL_KEPT, ALL_REJECTED, Remark, remark


def each(kind: str, count: int, start: int = 0) -> list[tuple[str, int]]:
    return [(kind, start + place) for place in range(count)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], None),
        (each("reject", ALL_REJECTED - 1), None),
        (each("reject", ALL_REJECTED), Remark("all_rejected", ALL_REJECTED, ALL_REJECTED)),
        (each("less", ALL_REJECTED) + each("skip", 3, 50), Remark("all_rejected", 8, 8)),
        (each("reject", ALL_REJECTED) + each("accept", 1, 50), None),
        (each("accept", ALL_KEPT - 1), None),
        (each("more", ALL_KEPT), Remark("all_kept", ALL_KEPT, ALL_KEPT)),
        (each("accept", 9) + each("reject", 3, 50), None),
        (each("accept", 3) + each("reject", 3) + each("accept", 5, 50),
         Remark("changed_minds", 3, 8)),
        (each("accept", 3) + each("reject", 3) + each("accept", 30, 50), None),
        (each("accept", 3) + each("more", 3) + each("reject", 3, 50), None),
    ],
)  # fmt: skip
def test_what_strikes_one(said: list[tuple[str, int]], expected: Remark | None) -> None:
    assert remark(said) == expected
