"""`python -m merchant_app.config.translations [--check]`: build, or check, the Chinese catalogue.

People write `locale/zh_Hans/parts/*.po`, one file an area. Building merges them into
`LC_MESSAGES/django.po` and compiles `django.mo`; nothing is done while both are newer than every
part. Checking fails with a list when a sentence has no translation, a placeholder got lost, two
parts disagree, or a part translates what nobody says.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from merchant_app.config.env import ROOT
from merchant_app.config.translation_sources import Message, messages_in_use

LANGUAGE = "zh_Hans"
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def parts_of(root: Path) -> list[Path]:
    return sorted((root / "locale" / LANGUAGE / "parts").glob("*.po"))


def catalogue_folder(root: Path) -> Path:
    return root / "locale" / LANGUAGE / "LC_MESSAGES"


def build(root: Path = ROOT) -> bool:
    """Merge and compile; False when everything was up to date. Raises PoFileError."""
    parts = parts_of(root)
    target = catalogue_folder(root)
    po, mo = target / "django.po", target / "django.mo"
    if parts and po.is_file() and mo.is_file():
        folder = parts[0].parent
        newest = max(path.stat().st_mtime_ns for path in (folder, *parts))
        if min(po.stat().st_mtime_ns, mo.stat().st_mtime_ns) > newest:
            return False
    merged = Catalog(locale=LANGUAGE, project="Foyer", charset="utf-8")
    for _part, entry in entries(parts):
        if entry.string and not entry.fuzzy:
            merged.add(entry.id, string=entry.string, flags=entry.flags, context=entry.context)
    target.mkdir(parents=True, exist_ok=True)
    _replace(po, lambda file: write_po(file, merged, sort_output=True, width=100))
    _replace(mo, lambda file: write_mo(file, merged))
    return True


def entries(parts: list[Path]) -> Iterator[tuple[Path, Entry]]:
    """Every entry of every part. Raises PoFileError naming the file."""
    for part in parts:
        try:
            catalogue = read_po(
                BytesIO(part.read_bytes()), locale=LANGUAGE, charset="utf-8", abort_invalid=True
            )
        except PoFileError as error:
            raise PoFileError(
                f"{part.name}: {error}", error.catalog, error.line, error.lineno
            ) from error
        for entry in catalogue:
            if entry.id:
                yield part, entry


def problems(root: Path = ROOT) -> list[str]:
    """One line for everything that keeps the Chinese catalogue from being complete and clean."""
    used = messages_in_use(root)
    said: dict[tuple[str, str], tuple[Path, Any]] = {}
    lines: list[str] = []
    for part, entry in entries(parts_of(root)):
        message = message_of(entry)
        if not entry.string or entry.fuzzy or not any(strings_of(entry)):
            lines.append(f"{part.name}: empty or fuzzy: {message}")
            continue
        key = (message.context, message.singular)
        earlier = said.setdefault(key, (part, entry.string))
        if earlier[1] != entry.string:
            lines.append(f"{part.name} and {earlier[0].name} disagree on {message}")
        if message not in used:
            lines.append(f"{part.name}: nobody says {message}")
        lines += [f"{part.name}: {text}" for text in lost_placeholders(message, entry)]
    for message, places in used.items():
        if (message.context, message.singular) not in said:
            lines.append(f"{places[0]}: no Chinese for {message}")
    return sorted(lines)


def message_of(entry: Entry) -> Message:
    singular, plural = (entry.id, "") if isinstance(entry.id, str) else entry.id[:2]
    return Message(entry.context or "", singular, plural)


def strings_of(entry: Entry) -> tuple[str, ...]:
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())


def lost_placeholders(message: Message, entry: Entry) -> Iterator[str]:
    """Chinese has one form for all numbers, so the plural's placeholders are the ones to keep."""
    wanted = set(_PLACEHOLDER.findall(message.plural or message.singular))
    for string in strings_of(entry):
        if set(_PLACEHOLDER.findall(string)) != wanted:
            yield f"the placeholders of {message} differ in {string!r}"


def _replace(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write a file at once, so that a process starting meanwhile never reads half of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        write(file)
    Path(file.name).chmod(0o644)
    os.replace(file.name, path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="fail unless complete")
    asked = parser.parse_args()
    try:
        build()
        found = problems() if asked.check else []
    except PoFileError as error:
        found = [f"line {error.lineno}: {error}"]
    for line in found:
        sys.stderr.write(f"{line}\n")
    if found:
        sys.stderr.write(f"{len(found)} problems with the translations.\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
