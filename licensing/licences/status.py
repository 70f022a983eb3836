"""The life of a grant: drafted, verified by a second person, active, suspended, revoked."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from licensing.history.services import acting_now, record
from licensing.licences.evidence import evidence_check
from licensing.licences.models import Amendment, Grant
from licensing.licences.problems import GrantProblem

_S = Grant.Status
#: From each status, where a person may take a grant. Revoked is the end.
STEPS: dict[str, tuple[str, ...]] = {
    _S.DRAFTED: (_S.VERIFIED, _S.REVOKED),
    _S.VERIFIED: (_S.ACTIVE, _S.DRAFTED, _S.REVOKED),
    _S.ACTIVE: (_S.SUSPENDED, _S.REVOKED),
    _S.SUSPENDED: (_S.ACTIVE, _S.REVOKED),
    _S.EXPIRED: (_S.REVOKED,),
    _S.REVOKED: (),
}
ENDED = (_S.REVOKED, _S.EXPIRED)
_TRUSTED = (_S.VERIFIED, _S.ACTIVE)


def grant_set_status(*, grant: Grant, status: str, why: str = "") -> Grant:
    """Take a grant one step; effective at once. Raises GrantProblem.

    A draft becomes verified only by somebody who wrote none of its terms, and only with evidence.
    Suspending, revoking and sending back need a reason and one person. The system itself (a loader,
    a command) is nobody and is held to the order of steps only.
    """
    if status not in Grant.Status.values:
        raise GrantProblem("no_such_status")
    person = person_acting()
    why = why.strip() or acting_now().why
    with transaction.atomic():
        held = Grant.objects.select_for_update().get(pk=grant.pk)
        _check_step(held, status, person, why)
        before = {"status": held.status}
        held.status, held.status_reason, held.status_at = status, why, timezone.now()
        if status == Grant.Status.VERIFIED:
            held.verified_by, held.verified_at = person, held.status_at
        elif status == Grant.Status.DRAFTED:
            held.verified_by = held.verified_at = None
        held.save()
        if status in ENDED:
            held.amendments.filter(state=Amendment.State.WAITING).update(
                state=Amendment.State.REJECTED, decided_by=person, decided_at=held.status_at
            )
        record(
            action="grant.status", subject=held, before=before, after={"status": status}, why=why
        )
    grant.refresh_from_db()
    return grant


def _check_step(grant: Grant, status: str, person: Any, why: str) -> None:
    if status not in STEPS[grant.status]:
        raise GrantProblem(
            "not_from_here",
            now=grant.get_status_display(),
            wanted=Grant.Status(status).label,
        )
    if person is None:
        return
    if status not in _TRUSTED:
        if not why:
            raise GrantProblem("reason_missing")
        return
    if status == Grant.Status.VERIFIED and person.pk in {grant.created_by_id, *grant.writers}:
        raise GrantProblem("two_persons")
    if grant.scope_kind == Grant.Scope.TRACKS and not grant.scope.exists():
        raise GrantProblem("covers_nothing")
    evidence_check(grant)


def person_acting() -> Any:
    """The person on whose account things are recorded now; None is the system itself."""
    actor = acting_now().actor
    return actor if getattr(actor, "pk", None) else None
