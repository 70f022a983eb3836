"""Streams a CSV file: encoding and separator are found from its start, rows never held together."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from charset_normalizer import from_bytes

from licensing.imports.problems import ImportProblem, Problem
from licensing.imports.tables.rows import MAX_CELL, MAX_COLUMNS, Table, TableRow, plain

_SAMPLE = 256 * 1024
_BLOCK = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A cell may hold a long attribution; a quote that is never closed must not swallow the file.
csv.field_size_limit(MAX_CELL * 10)


def open_csv(path: Path, encoding: str = "") -> Table:
    """The table of a CSV file; the caller reads its rows to the end. Raises ImportProblem."""
    if path.stat().st_size == 0:
        raise ImportProblem("empty")
    found = encoding or encoding_of(path)
    stream = path.open("r", encoding=found, errors="replace", newline="")
    lines = _lines(stream, _separator(path, found))
    first = next(lines, None)
    if first is None:
        raise ImportProblem("no_rows")
    header = [plain(cell) for cell in first.cells][:MAX_COLUMNS]
    while header and not header[-1]:
        header.pop()
    if not any(header):
        raise ImportProblem("no_header")
    return Table(header=header, rows=_fitted(lines, len(header)))


def encoding_of(path: Path) -> str:
    """UTF-8 and UTF-16 by their marks or their bytes, else GB 18030 or a western one by its words.

    Raises ImportProblem for what is no text.
    """
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    if sample.count(0) > len(sample) // 4:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    if sample.count(0) or sample.startswith((b"PK\x03\x04", b"%PDF", b"\x89PNG")):
        raise ImportProblem("not_text")
    if _decodes(path, "utf-8"):
        return "utf-8"
    best = from_bytes(sample, cp_isolation=["gb18030", "big5", "cp1252", "latin_1"]).best()
    if best is not None and best.encoding in {"gb18030", "big5"} and _decodes(path, best.encoding):
        return best.encoding
    if _reads_chinese(sample) and _decodes(path, "gb18030"):
        return "gb18030"
    return "cp1252" if _decodes(path, "cp1252") else "latin-1"


def _reads_chinese(sample: bytes) -> bool:
    """Whether most of what is not ASCII makes common Chinese characters in GB 18030."""
    text = sample.decode("gb18030", errors="replace")
    foreign = [letter for letter in text if letter > "\x7f"]
    common = sum(
        "一" <= letter <= "龥" or letter in "，。；：（）《》、！？“”·" for letter in foreign
    )
    # Western text in this encoding pairs an accented letter with the ASCII letter behind it, which
    # gives rare characters: level 1 of GB 2312 (0xB0–0xD7) holds the common ones.
    frequent = sum(0xB0 <= letter.encode("gb18030")[0] <= 0xD7 for letter in foreign)
    return bool(foreign) and common >= 0.9 * len(foreign) and frequent >= 0.7 * len(foreign)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as stream:
        try:
            while block := stream.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _separator(path: Path, encoding: str) -> str:
    """The sign that parts the first line into most cells outside of quotes."""
    with path.open("r", encoding=encoding, errors="replace", newline="") as stream:
        first = next((line for line in iter(stream.readline, "") if line.strip()), "")[:100_000]
    outside = "".join(first.split('"')[::2])
    return max(",;\t|", key=lambda sign: (outside.count(sign), sign == ","))


def _lines(stream: TextIO, separator: str) -> Iterator[TableRow]:
    """Rows by the number of the line they start in; a line that cannot be read is a row too."""
    with stream:
        reader = csv.reader(
            (line.replace("\x00", "") for line in stream), delimiter=separator, strict=False
        )
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                wrong = Problem("unreadable_line", {"detail": str(error)[:100]})
                yield TableRow(number, [], problems=[wrong])
                continue
            if any(cell.strip() for cell in cells):
                yield TableRow(number, cells)


def _fitted(lines: Iterator[TableRow], width: int) -> Iterator[TableRow]:
    for row in lines:
        cells = [plain(cell) for cell in row.cells]
        extra = [cell for cell in cells[width:] if cell]
        if extra:
            row.problems.append(Problem("row_too_long", {"extra": len(extra)}))
        row.cells = cells[:width] + [""] * (width - len(cells))
        for column, cell in enumerate(row.cells):
            if "\ufffd" in cell:
                row.wrong[column] = Problem("wrong_letters")
        yield row
