"""Words in a track's title, version, artist, release, label, ISRC and supplier's number, or a tag.

`search` holds those columns in small letters; `catalogue_grams` is what its index knows of them.
Both are made in `licensing/catalogue/migrations/0003_browsing.py`.
"""

from __future__ import annotations

import re

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

MOST = 8  # words of one question

_HOLDS = 'strpos("catalogue_track"."search", {word}) > 0'
_GRAMS = 'catalogue_grams("catalogue_track"."search") @> catalogue_grams({word})'
_TAGGED = (
    '"catalogue_track"."id" = ANY(ARRAY('
    "SELECT track_id FROM catalogue_tracktag WHERE starts_with(tag, {word})))"
)
_DASHED_ISRC = re.compile(r"[a-z]{2}-[a-z0-9]{3}-\d{2}-\d{5}", re.IGNORECASE)


def word_conditions(text: str) -> list[RawSQL]:
    """Conditions on tracks, one a word; all of them hold for the tracks asked for."""
    return [_condition(_written(word)) for word in text.split()[:MOST]]


def _written(word: str) -> str:
    return word.replace("-", "") if _DASHED_ISRC.fullmatch(word) else word


def _condition(word: str) -> RawSQL:
    # Without a whole gram the index knows nothing, and would be asked for every track.
    known = len(word) > 2 or (len(word) == 2 and not word.isascii())
    held = f"{_GRAMS} AND {_HOLDS}" if known else _HOLDS
    sql = f"(({held}) OR {_TAGGED})".replace("{word}", "lower(%s)")
    return RawSQL(sql, (word,) * sql.count("%s"), output_field=BooleanField())  # noqa: S611
