"""Finding a song of a playlist in the catalogue by its name.

Names are compared without case, accents, brackets such as "(Remastered 2011)" and punctuation;
the distance is rapidfuzz's token set ratio, 0..100.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from licensing.catalogue.models import Track
from merchant_app.briefs.playlist_formats import Entry

TITLE_ENOUGH = 90
ARTIST_ENOUGH = 80
_BRACKETS = re.compile(r"[(\[（【][^)\]）】]*[)\]）】]")
_VERSION = re.compile(r"\s+-\s+.*\b(remaster|remastered|live|version|edit|mix)\b.*$", re.IGNORECASE)


def plain(name: str) -> str:
    """The name as it is compared; what stands in brackets counts only when nothing else does."""
    stripped = _VERSION.sub("", _BRACKETS.sub(" ", name)) or name
    folded = unicodedata.normalize("NFKD", stripped).casefold()
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", letters)) or " ".join(name.casefold().split())


@dataclass(frozen=True)
class _Row:
    id: int
    title: str
    artist: str


class CatalogueNames:
    """The names of all tracks, read once for a whole list of songs."""

    def __init__(self) -> None:
        rows = Track.objects.filter(withdrawn=False).values_list("pk", "title", "artist")
        self._rows = [_Row(pk, plain(title), plain(artist)) for pk, title, artist in rows]
        self._titles = [row.title for row in self._rows]

    def find(self, entry: Entry) -> int | None:
        """The id of the track that carries this name, or None."""
        title, artist = plain(entry.title), plain(entry.artist)
        if not title:
            return None
        close: Sequence[tuple[str, float, int]] = process.extract(
            title, self._titles, scorer=fuzz.ratio, score_cutoff=TITLE_ENOUGH, limit=20
        )
        best, best_score = None, 0.0
        for _name, score, index in close:
            row = self._rows[index]
            likeness = fuzz.token_set_ratio(artist, row.artist) if artist and row.artist else None
            if likeness is not None and likeness < ARTIST_ENOUGH:
                continue
            if likeness is None and score < 97:
                continue  # a title alone must be the very same
            total = score + (likeness or 0.0)
            if total > best_score:
                best, best_score = row.id, total
        return best
