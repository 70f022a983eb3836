"""One page of a long list: ids first, then only the rows that are shown; counts that stop."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import cached_property

from licensing.catalogue.models import Track

#: Nobody turns more pages than this; what lies behind is found with a filter.
MOST = 100_000
_ESTIMATE_FROM = 200_000


class CappedPaginator(Paginator):
    """Counts to `MOST` and no further; `more` says that there are more."""

    @cached_property
    def _counted(self) -> int:
        found: Any = self.object_list
        return int(found.order_by()[: MOST + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST)

    @cached_property
    def more(self) -> bool:
        return self._counted > MOST


def page_of(found: QuerySet[Track], number: str | None, size: int) -> tuple[Page[Any], list[Track]]:
    """A page of ids, and its tracks with audio and profile (without vectors); three queries.

    A number that is no page is the first one, one past the end is the last one.
    """
    page = CappedPaginator(found.values_list("pk", flat=True), size).get_page(number)
    ids = list(page.object_list)
    page.object_list = ids
    rows = Track.objects.select_related("asset__profile").defer("asset__profile__vectors")
    by_id = rows.in_bulk(ids)
    return page, [by_id[pk] for pk in ids if pk in by_id]


def tracks_in_all() -> int:
    """How many tracks are not withdrawn; from 200,000 on, how many rows PostgreSQL thinks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN reltuples < %s"
            " THEN (SELECT count(*) FROM catalogue_track"
            "       WHERE NOT withdrawn AND merged_into_id IS NULL)"
            " ELSE reltuples::bigint END FROM pg_class WHERE oid = 'catalogue_track'::regclass",
            [_ESTIMATE_FROM],
        )
        return int(cursor.fetchone()[0])
