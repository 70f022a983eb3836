"""Reads: the edition of the pool that counts, and how each concept came to be as it is."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from django.db.models import Max, QuerySet

from matching.concepts.models import ConceptChange
from matching.semantics.pool import Entry, Pool, edited, pool, use_pool

_lock = threading.Lock()
_used: list[int] = [0]  # the newest change this process reads by


def changes() -> dict[str, Entry | None]:
    """The newest state of every changed concept; those given back as shipped are left out."""
    newest = ConceptChange.objects.values("concept").annotate(newest=Max("pk")).values("newest")
    rows = ConceptChange.objects.filter(pk__in=newest, shipped=False)
    return {row.concept: _entry(row) for row in rows}


def _entry(row: ConceptChange) -> Entry | None:
    return None if row.data is None else Entry(row.family, row.data)


def pool_refresh() -> Pool:
    """The edition that counts now; this process reads by it from here on. One small query.

    Called where work begins (a job, a page), never in the middle of it.
    """
    newest = ConceptChange.objects.aggregate(newest=Max("pk"))["newest"] or 0
    with _lock:
        if newest != _used[0]:
            use_pool(edited(changes()))
            _used[0] = newest
    return pool()


def history_of(concept: str) -> QuerySet[ConceptChange]:
    """All changes of a concept, newest first."""
    return ConceptChange.objects.filter(concept=concept).select_related("changed_by")


def changed_concepts() -> Mapping[str, Entry | None]:
    """Which concepts differ from what is shipped; None: taken out."""
    return changes()
