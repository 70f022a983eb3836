"""What earlier rows of the same file said: the same ISRC for two recordings, works, rows twice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from licensing.imports.models import ImportBatch
from licensing.imports.problems import Problem
from licensing.imports.reading.parsed import Parsed


@dataclass(frozen=True)
class _Earlier:
    row: int
    name: tuple[str, str, str]
    audio: tuple[str, str]


@dataclass
class Seen:
    """Grows by a few hundred bytes a row."""

    isrcs: dict[str, _Earlier] = field(default_factory=dict)
    works: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    rows: dict[bytes, int] = field(default_factory=dict)

    @classmethod
    def of(cls, batch: ImportBatch) -> Seen:
        """As it was when the last of the stored rows had been read."""
        seen = cls()
        for number, parsed in batch.rows.order_by("number").values_list("number", "parsed"):
            if parsed:
                seen.add(number, Parsed.of(parsed))
        return seen

    def add(self, row: int, parsed: Parsed) -> list[Problem]:
        """Remember a row; what contradicts an earlier one."""
        digest = _digest(parsed.json())
        if digest in self.rows:
            return [Problem("row_twice", {"row": self.rows[digest]}, note=True)]
        self.rows[digest] = row
        return self._isrc(row, parsed) + self._works(row, parsed)

    def _isrc(self, row: int, parsed: Parsed) -> list[Problem]:
        if not parsed.isrc:
            return []
        here = _Earlier(row, parsed.name, (parsed.audio_sha256, parsed.audio_name))
        earlier = self.isrcs.setdefault(parsed.isrc, here)
        params = {"row": earlier.row, "isrc": parsed.isrc}
        if earlier.name != here.name:
            return [Problem("isrc_twice", params)]
        for before, now in zip(earlier.audio, here.audio, strict=True):
            if before and now:
                return [Problem("isrc_other_audio", params)] if before != now else []
        return []

    def _works(self, row: int, parsed: Parsed) -> list[Problem]:
        found = []
        for work in parsed.works:
            if not work["iswc"] or not work["shares"]:
                continue
            digest = _digest(sorted(json.dumps(share) for share in work["shares"]))
            first, before = self.works.setdefault(work["iswc"], (row, digest))
            if before != digest:
                found.append(Problem("work_twice", {"row": first, "iswc": work["iswc"]}))
        return found


def _digest(value: object) -> bytes:
    return hashlib.blake2b(json.dumps(value, sort_keys=True).encode(), digest_size=16).digest()
