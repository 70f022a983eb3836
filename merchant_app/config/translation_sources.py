"""Every sentence of the product that asks for a translation, with the places that say it.

Python is read by Babel's extractor; templates go through Django's own `templatize`, which turns
their tags into gettext calls. Neither needs the gettext programs.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract
from django.utils.translation.template import templatize

PACKAGES = ("matching", "licensing", "merchant_app")
TEMPLATES = "templates"
SKIPPED = {"migrations", "__pycache__"}
_Places = tuple[int | tuple[int, int] | tuple[int, str], ...] | None
_FUNCTIONS: list[tuple[_Places, tuple[str, ...]]] = [
    (None, ("_", "gettext", "gettext_lazy", "gettext_noop")),
    ((1, 2), ("ngettext", "ngettext_lazy")),
    (((1, "c"), 2), ("pgettext", "pgettext_lazy")),
    (((1, "c"), 2, 3), ("npgettext", "npgettext_lazy")),
]
#: Function → which of its arguments are context ("c"), words and plural words.
KEYWORDS: dict[str, _Places] = {name: places for places, names in _FUNCTIONS for name in names}


class Message(NamedTuple):
    """What identifies a sentence: its context, its words, its plural words."""

    context: str
    singular: str
    plural: str = ""

    def __str__(self) -> str:
        said = repr(self.singular)
        return f"{said} (context {self.context!r})" if self.context else said


def messages_in_use(root: Path) -> dict[Message, list[str]]:
    """All messages below `root` → ["file:line", …]."""
    found: dict[Message, list[str]] = defaultdict(list)
    for path in sorted(_sources(root)):
        name = path.relative_to(root)
        for line, message in messages_of(path):
            found[message].append(f"{name}:{line}")
    return dict(found)


def messages_of(path: Path) -> Iterator[tuple[int, Message]]:
    """(line, message) of one Python file or template. Raises SyntaxError on a broken template."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What templatize leaves is no indented program: without its indents it can be tokenised.
        lines = templatize(text, origin=str(path)).split("\n")
        text = "\n".join(line.lstrip() for line in lines)
    for line, words, _comments, context in extract(
        "python", io.BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        singular, plural = (words, "") if isinstance(words, str) else (words[0], words[1])
        if singular:
            yield line, Message(context or "", singular, plural)


def _sources(root: Path) -> Iterator[Path]:
    for package in PACKAGES:
        for path in (root / package).rglob("*.py"):
            if not SKIPPED & set(path.parts):
                yield path
    for suffix in ("*.html", "*.txt", "*.xml"):
        yield from (root / TEMPLATES).rglob(suffix)
