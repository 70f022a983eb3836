"""Looks for contradictions among all grants and shares, and keeps what it found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from licensing.history.models import Change
from licensing.licences.models import Grant
from licensing.review.models import Conflict, Look
from licensing.review.pairs import (
    bare_grants,
    differing_pairs,
    odd_shares,
    revoked_pairs,
    rival_licensors,
)
from licensing.rights.territories import WORLD, countries, groups

#: Of each kind at most so many are kept; whoever has more starts with these.
MOST = 500
_FLAGS = ("offline", "interactive", "promotion")


def conflicts_refresh() -> Look:
    """Look at everything again and replace what was found before, in one step."""
    seen = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    found = list(_all())
    counts = Counter(conflict.kind for conflict in found)
    with transaction.atomic():
        look, _new = Look.objects.select_for_update().update_or_create(
            pk=Look.ONLY,
            defaults={
                "counts": dict(counts), "seen_change": seen, "looked_at": timezone.now()
            },
        )  # fmt: skip
        Conflict.objects.all().delete()
        Conflict.objects.bulk_create(found, batch_size=1000)
    return look


def conflicts_refresh_if_changed() -> Look | None:
    """Look again when something was recorded since, or a day began; None when nothing was."""
    look = Look.objects.filter(pk=Look.ONLY).first()
    last = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    today = timezone.now().date()
    if look is not None and look.seen_change == last and look.looked_at.date() == today:
        return None
    return conflicts_refresh()


def _all() -> Iterator[Conflict]:
    kinds = Conflict.Kind
    for one, two, tracks in revoked_pairs(MOST):
        yield Conflict(kind=kinds.REVOKED, grant_id=one, other_id=two, tracks=tracks)
    yield from _terms()
    for one, two, tracks in rival_licensors(timezone.now().date(), MOST):
        yield Conflict(kind=kinds.LICENSORS, grant_id=one, other_id=two, tracks=tracks)
    for work, total in odd_shares(MOST):
        yield Conflict(kind=kinds.SHARES, work_id=work, data={"total": f"{total.normalize():f}"})
    for pk in bare_grants(MOST):
        yield Conflict(kind=kinds.EVIDENCE, grant_id=pk)


def _terms() -> Iterator[Conflict]:
    pairs = differing_pairs(MOST)
    grants = Grant.objects.in_bulk({pk for one, two, _tracks in pairs for pk in (one, two)})
    for one, two, tracks in pairs:
        said = contradiction(grants[one], grants[two])
        if said:
            yield Conflict(
                kind=Conflict.Kind.TERMS, grant_id=one, other_id=two, tracks=tracks, data=said
            )


def contradiction(one: Grant, two: Grant) -> dict[str, list[str]]:
    """What one allows and the other does not, where both apply; empty when they agree.

    A country counts as contradicted when one grant names it as excluded and the other includes it.
    """
    here, there = _included(one), _included(two)
    excluded = (_codes(one.territories_out) & there) | (_codes(two.territories_out) & here)
    found: dict[str, list[str]] = {}
    if excluded:
        found["excluded"] = sorted(excluded)
    kinds = {*one.premises} & {*two.premises} or {"*"} & {*one.premises, *two.premises}
    if here & there and kinds:
        fields = [name for name in _FLAGS if getattr(one, name) != getattr(two, name)]
        if fields:
            found["fields"] = fields
    return found


def _included(grant: Grant) -> set[str]:
    return _codes(grant.territories_in) - _codes(grant.territories_out)


def _codes(terms: list[str]) -> set[str]:
    """Every country that the terms name, groups and the whole world taken apart."""
    found: set[str] = set()
    for term in terms:
        if term in WORLD:
            return {code for code, _name in countries("en")}
        found |= groups()[term].members if term in groups() else {term}
    return found
