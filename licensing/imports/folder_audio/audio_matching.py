"""Which track a file of audio belongs to: by its hash, an ISRC, its name, or its tags.

What is sure is matched; what is only likely is left to an editor, with the candidates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from rapidfuzz import fuzz, process, utils

from licensing.catalogue.identifiers import isrc_of
from licensing.catalogue.models import Track
from licensing.imports.judging import Judged, Verdict, candidate
from licensing.imports.models import ImportRow
from licensing.imports.problems import Problem
from licensing.imports.reading.parsed import Parsed

#: Title and artist as alike as this (0 to 100) and nothing nearly as alike: the same.
SURE = 96.0
#: Below this nobody is asked.
LIKELY = 78.0
#: How far behind the second must be for the first to be sure.
AHEAD = 6.0
_SAME_LENGTH_S = 4.0
_ISRC = re.compile(r"(?<![A-Z0-9])([A-Z]{2}-?[A-Z0-9]{3}-?\d{2}-?\d{5})(?![A-Z0-9])")
_NUMBER = re.compile(r"^\s*(?:\d{1,3}[\s._-]+)+")


@dataclass
class Waiting:
    """Tracks that have no audio yet, by what a file may tell of them; built once a folder."""

    words: dict[int, str] = field(default_factory=dict)  # "artist title version", plain
    lengths: dict[int, float] = field(default_factory=dict)

    @classmethod
    def now(cls) -> Waiting:
        held = cls()
        bare = Track.objects.filter(asset__isnull=True, merged_into__isnull=True, withdrawn=False)
        for pk, *words, length in bare.values_list(
            "pk", "artist", "title", "version", "duration_s"
        ).iterator():
            held.words[pk] = utils.default_process(" ".join(words))
            if length:
                held.lengths[pk] = length
        return held

    def drop(self, track: int) -> None:
        self.words.pop(track, None)


def facts_of_file(name: str, tags: dict[str, str]) -> dict[str, Any]:
    """What tags say; without them what the name says: "Artist - Title", an ISRC."""
    facts: dict[str, Any] = {key: value for key, value in tags.items() if value}
    stem = PurePosixPath(name).stem
    if not facts.get("isrc") and (found := _ISRC.search(stem.upper())):
        try:
            facts["isrc"] = isrc_of(found[1])
        except ValueError:
            facts.pop("isrc", None)
    if not facts.get("title"):
        plain = _NUMBER.sub("", stem.replace("_", " ")).strip() or stem
        artist, sign, title = plain.partition(" - ")
        facts["title"] = title.strip() if sign else plain
        if sign:
            facts.setdefault("artist", artist.strip())
    return facts


def judge_file(parsed: Parsed, seconds: float | None, waiting: Waiting) -> Judged:
    """The verdict on one file. Queries are few and by index."""
    held = Track.objects.filter(asset__sha256=parsed.audio_sha256).order_by("pk").first()
    if held is not None:
        return Judged(Verdict.UNCHANGED, held)
    for why, tracks in (
        ("audio", _of_rows("audio_sha256", parsed.audio_sha256)),
        ("isrc", _of_isrc(parsed.isrc)),
        ("file", _of_name(parsed.audio_name)),
    ):
        if len(tracks) == 1:
            return _given(tracks[0], waiting)
        if tracks:
            problems = [Problem("several_match", note=True)]
            offered = [candidate(track, 1.0, why) for track in tracks[:5]]
            return Judged(Verdict.DOUBTFUL, None, problems, {}, offered)
    return _by_words(parsed, seconds, waiting)


def _given(track: Track, waiting: Waiting) -> Judged:
    if track.asset_id is not None:
        return Judged(Verdict.ERROR, track, [Problem("has_other_audio")])
    waiting.drop(track.pk)
    return Judged(Verdict.UPDATE, track, [], {"audio": [None, "file"]})


def _of_rows(column: str, value: str) -> list[Track]:
    if not value:
        return []
    named = ImportRow.objects.filter(**{column: value}, track__isnull=False)
    tracks = Track.objects.filter(import_rows__in=named, merged_into__isnull=True)
    return list(tracks.distinct().order_by("pk")[:6])


def _of_isrc(isrc: str) -> list[Track]:
    if not isrc:
        return []
    return list(Track.objects.filter(isrc=isrc, merged_into__isnull=True).order_by("pk")[:6])


def _of_name(name: str) -> list[Track]:
    """Rows that name this file, by its path in the folder or by its bare name."""
    return _of_rows("audio_name", name) or _of_rows("audio_name", PurePosixPath(name).name)


def _by_words(parsed: Parsed, seconds: float | None, waiting: Waiting) -> Judged:
    facts = parsed.facts
    words = " ".join(str(facts.get(name, "")) for name in ("artist", "title", "version"))
    found = process.extract(
        utils.default_process(words),
        waiting.words,
        scorer=fuzz.token_sort_ratio,
        score_cutoff=LIKELY,
        limit=5,
    )
    if not found:
        return Judged(Verdict.DOUBTFUL, None, [Problem("no_match", note=True)])
    (_words, best, track), *others = found
    length = waiting.lengths.get(track)
    fits = length is None or seconds is None or abs(length - seconds) <= _SAME_LENGTH_S
    ahead = not others or best - others[0][1] >= AHEAD
    if best >= SURE and ahead and fits and facts.get("artist"):
        return _given(Track.objects.get(pk=track), waiting)
    code = "several_match" if others and not ahead else "weak_match"
    ids = Track.objects.in_bulk([pk for _text, _score, pk in found])
    offered = [candidate(ids[pk], score / 100, "tags") for _text, score, pk in found if pk in ids]
    return Judged(Verdict.DOUBTFUL, None, [Problem(code, note=True)], {}, offered)
