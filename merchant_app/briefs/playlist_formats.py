"""Reading the songs out of a pasted or uploaded playlist, whatever its format and encoding.

Understood: lines "artist – title", M3U/M3U8, CSV and TSV as streaming services export them,
JSPF (JSON) and XSPF (XML). Pure: bytes in, entries out; nothing is fetched.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError

from charset_normalizer import from_bytes
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

MAX_NAME = 250
_SEPARATOR = re.compile(r"\s+[-–—~|]\s+|\s*[–—]\s*|\t+")
_NUMBERING = re.compile(r"^\s*(?:\d{1,4}[.)、:]\s+|[-*•]\s+)")
_TITLE_COLUMNS = ("track name", "title", "song", "name", "track", "歌曲", "歌名", "标题", "曲名")
_ARTIST_COLUMNS = (
    "artist name(s)",
    "artist name",
    "artist",
    "artists",
    "歌手",
    "艺术家",
    "艺人",
    "演唱者",
)
#: Encodings tried in order; a strict decode that succeeds and yields no control signs wins.
_ENCODINGS = ("utf-8-sig", "gb18030", "big5")


@dataclass(frozen=True)
class Entry:
    """One song of a playlist: its title, and its artist where the list names one."""

    title: str
    artist: str = ""

    @property
    def name(self) -> str:
        return f"{self.artist} – {self.title}" if self.artist else self.title


class UnreadableList(ValueError):
    """The bytes are no text (`binary`) or hold no song (`nothing`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_playlist(data: bytes, *, name: str = "") -> list[Entry]:
    """Every song in the order of the list; raises UnreadableList."""
    text = decode(data)
    entries = [entry for entry in _read(text, name.lower()) if re.search(r"\w", entry.title)]
    if not entries:
        raise UnreadableList("nothing")
    return entries


def decode(data: bytes) -> str:
    """Text from UTF-8, UTF-16 (with or without mark), GBK/GB18030 or Big5 bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if len(data) >= 4 and data[:200].count(0) > len(data[:200]) / 4:
        order = "utf-16-le" if data[1:2] == b"\0" or data[3:4] == b"\0" else "utf-16-be"
        text = data.decode(order, errors="replace")
        if _is_text(text):
            return text
        raise UnreadableList("binary")
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
        break
    guess = from_bytes(data[:100_000]).best()
    text = data.decode(guess.encoding, errors="replace") if guess else ""
    if not _is_text(text):
        raise UnreadableList("binary")
    return text


def _is_text(text: str) -> bool:
    control = sum(1 for sign in text[:5000] if ord(sign) < 32 and sign not in "\r\n\t\f\x1a")
    return bool(text.strip()) and control == 0 and "\ufffd" not in text[:5000]


def _read(text: str, name: str) -> Iterable[Entry]:
    head = text.lstrip()[:200].lower()
    if head.startswith("{"):
        return _from_jspf(text)
    if head.startswith("<"):
        return _from_xspf(text)
    if head.startswith("#extm3u") or name.endswith((".m3u", ".m3u8")):
        return _from_m3u(text)
    return _from_table(text) or _from_lines(text)


def _from_m3u(text: str) -> Iterator[Entry]:
    announced: Entry | None = None
    for line in (line.strip() for line in text.splitlines()):
        if line.upper().startswith("#EXTINF:"):
            announced = _split(line.partition(",")[2])
        elif line and not line.startswith("#"):
            yield announced if announced and announced.title else _from_location(line)
            announced = None


def _from_table(text: str) -> list[Entry]:
    """Rows of a CSV or TSV whose first line names a title column; empty when it is no table."""
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=first.count)
    if not first.count(delimiter):
        return []
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        header = [cell.strip().lower() for cell in next(rows)]
        title = next((header.index(name) for name in _TITLE_COLUMNS if name in header), None)
        artist = next((header.index(name) for name in _ARTIST_COLUMNS if name in header), None)
        if title is None:
            return []
        return [Entry(_cell(row, title), _cell(row, artist)) for row in rows if _cell(row, title)]
    except csv.Error:
        return []


def _cell(row: list[str], column: int | None) -> str:
    return _clean(row[column]) if column is not None and column < len(row) else ""


def _from_lines(text: str) -> Iterator[Entry]:
    for line in text.splitlines():
        line = _NUMBERING.sub("", line).strip()
        if line and not line.startswith("#") and re.search(r"\w", line):
            yield _split(line)


def _split(line: str) -> Entry:
    parts = [part for part in _SEPARATOR.split(line.strip(), maxsplit=1) if part]
    if len(parts) == 2:
        return Entry(title=_clean(parts[1]), artist=_clean(parts[0]))
    return Entry(title=_clean(line))


def _from_location(location: str) -> Entry:
    path = unquote(urlsplit(location).path) if "://" in location else location
    return _split(PurePosixPath(path.replace("\\", "/")).stem.replace("_", " "))


def _from_jspf(text: str) -> Iterator[Entry]:
    try:
        tracks = json.loads(text)["playlist"]["track"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    for track in tracks if isinstance(tracks, list) else []:
        if isinstance(track, dict):
            yield _entry(track.get("title"), track.get("creator"), track.get("location"))


def _from_xspf(text: str) -> Iterator[Entry]:
    try:
        root = fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1))
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        return
    for track in root.iter():
        if _local(track) == "track":
            fields = {_local(child): child.text for child in track}
            yield _entry(fields.get("title"), fields.get("creator"), fields.get("location"))


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _entry(title: Any, artist: Any, location: Any) -> Entry:
    if isinstance(location, list):
        location = location[0] if location else None
    if not title and isinstance(location, str):
        return _from_location(location)
    return Entry(_clean(title), _clean(artist))


def _clean(value: Any) -> str:
    """One line without control signs and half characters, which no database takes."""
    plain = "".join(sign if sign.isprintable() else " " for sign in str(value or ""))
    return " ".join(plain.split())[:MAX_NAME]
