"""Writes: one concept changed, taken out, or given back as shipped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from matching.concepts.models import ConceptChange
from matching.concepts.selectors import changes
from matching.semantics.concept import PoolError
from matching.semantics.pool import FILES, Entry, edited, shipped_pool

_ID = re.compile(r"[a-z][a-z0-9_]{1,58}")
#: Any number that nothing else locks by; one editor's change at a time.
_LOCK = 7_311_224


def concept_save(
    *, concept: str, family: str, data: Mapping[str, Any], by_id: int | None
) -> ConceptChange:
    """Store a concept as this entry. Raises PoolError with a sentence where it cannot be used."""
    if not _ID.fullmatch(concept):
        raise PoolError(
            f"{concept!r}: an id is lower-case letters, digits and underscores, letters first."
        )
    if family not in set(FILES.values()):
        raise PoolError(f"There is no family of concepts called {family}.")
    return _written(concept, family, dict(data), by_id)


def concept_remove(*, concept: str, by_id: int | None) -> ConceptChange:
    """Take a concept out of the pool. Raises PoolError while another names it as its opposite."""
    return _written(concept, "", None, by_id)


def concept_give_back(*, concept: str, by_id: int | None) -> ConceptChange:
    """The concept as it is shipped again. Raises PoolError where it never was."""
    entry = shipped_pool().entries.get(concept)
    if entry is None:
        raise PoolError(f"{concept} does not come with the product.")
    return _written(concept, entry.family, dict(entry.data), by_id, shipped=True)


def _written(
    concept: str,
    family: str,
    data: dict[str, Any] | None,
    by_id: int | None,
    *,
    shipped: bool = False,
) -> ConceptChange:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        wanted = changes()
        if shipped:
            wanted.pop(concept, None)
        else:
            wanted[concept] = None if data is None else Entry(family, data)
        edited(wanted)  # the whole edition must be usable, not this entry alone
        return ConceptChange.objects.create(
            concept=concept, family=family, data=data, shipped=shipped, changed_by_id=by_id
        )
