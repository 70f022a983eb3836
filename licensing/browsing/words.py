"""Words in a track's title, version, artist, release, label, ISRC and supplier's number, or a tag.

`search` holds those columns in small letters; `catalogue_grams` is what its index knows of them.
Both are made in `licensing/catalogue/migrations/0003_browsing.py`.
"""

from __future__ import annotations

import re

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

MOST = 8  # words of one question

_TAGGED = "SELECT track_id FROM catalogue_tracktag WHERE starts_with(tag, {word})"
_WITH_GRAMS = (
    "SELECT t.id FROM catalogue_track AS t"
    " WHERE catalogue_grams(t.search) @> catalogue_grams({word}) AND strpos(t.search, {word}) > 0"
)
#: Ids first, by the words' own index: in the page's query the order's index might come first.
_KNOWN = f'"catalogue_track"."id" = ANY(ARRAY({_WITH_GRAMS} UNION ALL {_TAGGED}))'
#: Without a whole gram the index knows nothing; every track is looked at, which is quick.
_SHORT = (
    '(strpos("catalogue_track"."search", {word}) > 0'
    f' OR "catalogue_track"."id" = ANY(ARRAY({_TAGGED})))'
)
_DASHED_ISRC = re.compile(r"[a-z]{2}-[a-z0-9]{3}-\d{2}-\d{5}", re.IGNORECASE)


def word_conditions(text: str) -> list[RawSQL]:
    """Conditions on tracks, one a word; all of them hold for the tracks asked for."""
    return [_condition(_written(word)) for word in text.split()[:MOST]]


def _written(word: str) -> str:
    return word.replace("-", "") if _DASHED_ISRC.fullmatch(word) else word


def _condition(word: str) -> RawSQL:
    known = len(word) > 2 or (len(word) == 2 and not word.isascii())
    sql = (_KNOWN if known else _SHORT).replace("{word}", "lower(%s)")
    return RawSQL(sql, (word,) * sql.count("%s"), output_field=BooleanField())  # noqa: S611
