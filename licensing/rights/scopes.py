"""Finds the grants in whose scope a release, a label, a society or a holder of shares is.

Values are compared in the lower case of PostgreSQL, here and in the set query alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from django.db.models import Q
from django.db.models.functions import Lower

from licensing.licences.models import Grant

Scope = Grant.Scope
Key = tuple[str, str]  # kind of scope, lower-case value
CATALOGUE: Key = (Scope.CATALOGUE, "")
_WIDE = (Scope.RELEASE, Scope.LABEL, Scope.SOCIETY, Scope.PUBLISHER)


def track_keys(*, label: str, release: str, icpn: str) -> frozenset[Key]:
    """The scopes a track is in; what is empty is in none."""
    found = {(Scope.LABEL, label), (Scope.RELEASE, release), (Scope.RELEASE, icpn)}
    return frozenset({(str(kind), value) for kind, value in found if value} | {CATALOGUE})


def share_keys(*, society: str, name: str, ipi: str) -> frozenset[Key]:
    """The scopes a share of a work is in."""
    found = {(Scope.SOCIETY, society), (Scope.PUBLISHER, name), (Scope.PUBLISHER, ipi)}
    return frozenset((str(kind), value) for kind, value in found if value)


def scoped_grants(keys: Collection[Key] | None) -> Mapping[Key, list[int]]:
    """Grant ids by scope, of these scopes or of all there are. One query."""
    rows = Grant.objects.annotate(key=Lower("scope_value"))
    wide = Q(scope_kind__in=_WIDE) & ~Q(scope_value="")
    if keys is not None:
        wide &= Q(key__in={value for _kind, value in keys})
    found: dict[Key, list[int]] = defaultdict(list)
    for pk, kind, value in rows.filter(wide | Q(scope_kind=Scope.CATALOGUE)).values_list(
        "pk", "scope_kind", "key"
    ):
        key = CATALOGUE if kind == Scope.CATALOGUE else (str(kind), value)
        found[key].append(pk)
    return found


def in_scope(grants: Mapping[Key, list[int]], keys: Collection[Key]) -> Iterator[int]:
    """Ids of the grants of these scopes."""
    for key in keys:
        yield from grants.get(key, ())
