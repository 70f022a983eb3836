"""Messages follow each other: deals that change, deals that are gone, releases taken down.

What ends a right is done at once, whoever sent the message in. What changes one goes through the
services of grants, where it waits for a second person once the grant is in force.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from licensing.history.services import acting, acting_now
from licensing.imports.grant_terms import TERMS, key_of, whole_terms
from licensing.imports.models import ImportBatch, ReleaseNotice
from licensing.imports.reading.parsed import Parsed
from licensing.licences.models import Grant
from licensing.licences.services import grant_set_status, grant_update
from licensing.licences.status import ENDED

_LISTS = {"rights", "territories_in", "territories_out", "premises"}


@dataclass
class Followed:
    """Grants of the releases that some messages speak of, and how far messages were followed."""

    grants: dict[str, list[Grant]] = field(default_factory=lambda: defaultdict(list))
    moments: dict[tuple[str, str], str] = field(default_factory=dict)


def followed_of(rows: Iterable[Parsed]) -> Followed:
    """Look up what these rows' messages are about; nothing for rows of sheets."""
    notices = [row.notice for row in rows if row.notice]
    found = Followed()
    for prefix in sorted({notice["prefix"] for notice in notices}):
        held = Grant.objects.filter(external_key__startswith=prefix).exclude(status__in=ENDED)
        found.grants[prefix] = list(held.order_by("pk"))
    senders = {notice["sender"] for notice in notices}
    releases = {notice["release"] for notice in notices}
    if notices:
        for held_notice in ReleaseNotice.objects.filter(sender__in=senders, release__in=releases):
            key = (held_notice.sender, held_notice.release)
            found.moments[key] = held_notice.message_at.isoformat()
    return found


def _is_new(notice: dict[str, str], followed: Followed) -> bool:
    """Whether this message was not followed before."""
    held = followed.moments.get((notice["sender"], notice["release"]), "")
    return held != notice["moment"]


def to_end(parsed: Parsed, followed: Followed) -> list[tuple[Grant, date]]:
    """Grants that the message no longer offers, with their last day."""
    notice = parsed.notice
    if not notice or not _is_new(notice, followed):
        return []
    last = date.fromisoformat(notice["ends"])
    offered = {key_of(terms) for terms in parsed.grants} | set(notice["offered"].split())
    return [
        (grant, last)
        for grant in followed.grants[notice["prefix"]]
        if (notice["down"] or grant.external_key not in offered)
        and (grant.valid_until is None or grant.valid_until > last)
    ]


def to_change(parsed: Parsed, followed: Followed) -> list[tuple[Grant, dict[str, Any]]]:
    """Grants whose deal has other terms in this message."""
    notice = parsed.notice
    if not notice or notice["down"] or not _is_new(notice, followed):
        return []
    held = {grant.external_key: grant for grant in followed.grants[notice["prefix"]]}
    found = []
    for terms in parsed.grants:
        grant = held.get(key_of(terms))
        if grant is None:
            continue
        whole = whole_terms(terms)
        other = {name: whole[name] for name in TERMS if _differs(getattr(grant, name), whole[name])}
        if other:
            found.append((grant, other))
    return found


def _differs(held: Any, wanted: Any) -> bool:
    if isinstance(held, list):
        return sorted(held) != sorted(wanted)
    return bool(held != wanted)


def follow(rows: Sequence[Parsed], followed: Followed) -> None:
    """End and change the grants that these rows' messages end and change.

    Raises ValidationError, GrantProblem.
    """
    ended: dict[int, tuple[Grant, date]] = {}
    changed: dict[int, tuple[Grant, dict[str, Any]]] = {}
    for parsed in rows:
        ended |= {grant.pk: (grant, last) for grant, last in to_end(parsed, followed)}
        changed |= {grant.pk: (grant, terms) for grant, terms in to_change(parsed, followed)}
    now = acting_now()
    for grant, last in ended.values():
        if grant.valid_from is not None and grant.valid_from > last:
            grant_set_status(grant=grant, status=Grant.Status.REVOKED, why=now.why)
            continue
        # The system itself: a right that its owner took back ends without a second signature.
        with acting(None, why=f"{now.why} ({now.actor})"):
            grant_update(grant=grant, terms={"valid_until": last})
    for grant, terms in changed.values():
        grant_update(grant=grant, terms=terms, why=now.why)


def notices_keep(batch: ImportBatch) -> None:
    """Remember the newest message of each release that was imported."""
    for notice in batch.rows.exclude(parsed__notice={}).values_list("parsed__notice", flat=True):
        if not notice:
            continue
        ReleaseNotice.objects.update_or_create(
            sender=notice["sender"],
            release=notice["release"],
            defaults={
                "message_id": notice["message"],
                "message_at": notice["moment"],
                "batch": batch,
            },
        )
