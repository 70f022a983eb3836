"""HTTP byte ranges (RFC 9110, section 14): which bytes of a file a request asks for. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPEC = re.compile(r"(\d*)-(\d*)\Z", re.ASCII)
OPEN_ENDED_BYTES = 4 * 1024 * 1024
"""Most bytes for a range without an end. A browser that streams a paused track leaves the
connection open until it has read it all; a short answer frees the server, and the browser asks on.
"""


class Unsatisfiable(Exception):
    """None of the bytes asked for exist: 416."""


@dataclass(frozen=True)
class ByteRange:
    """First and last byte, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def content_range(self, size: int) -> str:
        return f"bytes {self.first}-{self.last}/{size}"


def parse_range(header: str, size: int) -> ByteRange | None:
    """The range a `Range` header asks for in a file of `size` bytes, or None for the whole file.

    Another unit, several ranges or a malformed header mean the whole file, as the standard allows.
    Raises `Unsatisfiable` when a well-formed range lies outside of the file.
    """
    unit, equals, spec = header.partition("=")
    if not equals or unit.strip().lower() != "bytes" or "," in spec:
        return None
    match = _SPEC.match(spec.strip())
    if match is None:
        return None
    first, last = match.groups()
    if not first:
        if not last:
            return None
        if int(last) == 0 or size == 0:
            raise Unsatisfiable
        return ByteRange(max(0, size - int(last)), size - 1)
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    if not last:
        return ByteRange(start, min(size, start + OPEN_ENDED_BYTES) - 1)
    return ByteRange(start, min(int(last), size - 1))
