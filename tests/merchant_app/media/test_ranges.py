"""Which bytes a `Range` header asks for."""

from __future__ import annotations

import pytest

from merchant_app.media.ranges import OPEN_ENDED_BYTES, ByteRange, Unsatisfiable, parse_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("bytes=0-99", ByteRange(0, 99)),
        ("bytes=0-0", ByteRange(0, 0)),
        ("bytes=100-", ByteRange(100, 999)),
        ("bytes=-100", ByteRange(900, 999)),
        ("bytes=-5000", ByteRange(0, 999)),
        ("bytes=990-5000", ByteRange(990, 999)),
        (" Bytes = 5-6 ", ByteRange(5, 6)),
        # The standard lets a server ignore these, and then the whole file is sent.
        ("bytes=0-1,5-6", None),
        ("bytes=9-5", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes", None),
        ("items=0-5", None),
        ("bytes=０-５", None),
    ],
)
def test_range_of_a_thousand_bytes(header: str, expected: ByteRange | None) -> None:
    assert parse_range(header, 1000) == expected


@pytest.mark.parametrize(
    ("header", "size"),
    [("bytes=1000-", 1000), ("bytes=1000-1001", 1000), ("bytes=-0", 1000), ("bytes=0-", 0)],
)
def test_a_range_outside_of_the_file(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        parse_range(header, size)


def test_an_open_range_of_a_large_file_is_answered_in_part() -> None:
    size = OPEN_ENDED_BYTES * 3
    assert parse_range("bytes=10-", size) == ByteRange(10, 10 + OPEN_ENDED_BYTES - 1)
    assert parse_range(f"bytes=10-{size}", size) == ByteRange(10, size - 1)
