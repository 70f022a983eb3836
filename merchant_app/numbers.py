"""Whole numbers in addresses and forms: what a database can hold, and nothing else."""

from __future__ import annotations

#: A path segment that fits a bigint.
NUMBER = r"[0-9]{1,18}"


def whole_number(text: str) -> int | None:
    """The number that plain digits write, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
