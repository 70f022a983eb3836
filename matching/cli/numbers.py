"""Numbers as a command line takes them."""

from __future__ import annotations

import argparse


def positive(text: str) -> int:
    """A whole number of 1 or more; anything else is wrong usage."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of 1 or more")
    return int(text)
