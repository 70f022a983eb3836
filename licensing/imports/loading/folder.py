"""Anybody's folder of audio, with or without a CSV beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from licensing.catalogue.files import AUDIO_SUFFIXES
from licensing.imports.loading.entries import Entry
from licensing.imports.loading.sheet import Row
from licensing.imports.loading.tags import read_tags


def audio_files(folder: Path) -> list[Path]:
    """All audio files under a folder by their names, sorted; hidden ones are left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in AUDIO_SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def folder_entries(
    folder: Path, rows: Mapping[str, Row], terms: Mapping[str, Any] | None
) -> Iterator[Entry]:
    """An entry for every audio file: its tags, overruled by its row, covered by the row's grant.

    `terms` is the grant for files whose row brings none; None grants nothing. Rows are found by
    path within the folder or by bare file name. Rows with problems are left out here.
    """
    for path in audio_files(folder):
        name = path.relative_to(folder).as_posix()
        row = rows.get(name) or rows.get(path.name)
        if row is not None and row.problem:
            continue
        facts: dict[str, Any] = {**read_tags(path), **(row.facts if row else {})}
        grant = row.grant if row and row.grant else terms
        facts.setdefault("source", folder.name)
        yield Entry(path=path, name=name, facts=facts, grants=[grant] if grant else [])


def unmatched(folder: Path, rows: Mapping[str, Row]) -> list[str]:
    """Names in the sheet that no file in the folder has."""
    names = {path.relative_to(folder).as_posix() for path in audio_files(folder)}
    bare = {Path(name).name for name in names}
    return [name for name in rows if name not in names and name not in bare]
