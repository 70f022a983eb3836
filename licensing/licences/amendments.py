"""Changes of grants in force: written by one person, approved by another, applied in one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from licensing.history.services import record
from licensing.licences.evidence import evidence_check, fingerprint
from licensing.licences.models import Amendment, AmendmentTrack, Grant, GrantTrack
from licensing.licences.problems import GrantProblem
from licensing.licences.scope import scope_add, scope_empty
from licensing.licences.status import person_acting
from licensing.licences.terms import TERMS, changed_terms, clean_terms, terms_of

_DATES = ("valid_from", "valid_until")


def amendment_of(grant: Grant) -> Amendment | None:
    """The change that waits for a second person, if one does."""
    return grant.amendments.filter(state=Amendment.State.WAITING).first()


def amended(grant: Grant) -> Grant:
    """An unsaved copy of the grant as it would be with the change that waits."""
    waiting = amendment_of(grant)
    copy = Grant.objects.get(pk=grant.pk)
    if waiting is not None:
        _set(copy, waiting.terms)
    return copy


def amendment_write(
    grant: Grant,
    terms: Mapping[str, Any],
    *,
    person: Any,
    why: str = "",
    track_ids: Iterable[int] = (),
) -> int:
    """Write a change of a locked grant, together with what waits already; how many tracks are new.

    A change that leaves everything as it stands is taken back. Raises ValidationError by field.
    """
    waiting = amendment_of(grant) or Amendment(grant=grant)
    proposed = Grant.objects.get(pk=grant.pk)
    _set(proposed, waiting.terms)
    for name in TERMS:
        if name in terms:
            setattr(proposed, name, terms[name])
    proposed.full_clean()
    wanted = changed_terms(terms_of(grant), terms_of(proposed))
    file = terms.get("evidence_file")
    new = _not_covered(grant, waiting, track_ids)
    if wanted == waiting.terms and not file and not new:
        return 0
    said = {
        name for name in {*wanted, *waiting.terms} if wanted.get(name) != waiting.terms.get(name)
    }
    waiting.terms = wanted
    if file:
        if not file.size:
            raise ValidationError({"evidence_file": str(GrantProblem("evidence_empty"))})
        waiting.evidence_sha256 = fingerprint(file)
        waiting.evidence_file = file
    holds = waiting.pk is not None and waiting.additions.exists()
    if not wanted and not waiting.evidence_file and not new and not holds:
        if waiting.pk is not None:
            _decide(waiting, Amendment.State.WITHDRAWN, person, why)
        return 0
    waiting.written_by = person
    waiting.writers = sorted({*waiting.writers, person.pk})
    waiting.why = why or waiting.why
    waiting.save()
    AmendmentTrack.objects.bulk_create(
        [AmendmentTrack(amendment=waiting, track_id=track_id) for track_id in new],
        ignore_conflicts=True,
    )
    held = terms_of(grant)
    record(
        action="grant.propose",
        subject=grant,
        before={name: held[name] for name in TERMS if name in said},
        after={
            **{name: wanted.get(name, held[name]) for name in TERMS if name in said},
            **({"evidence_sha256": waiting.evidence_sha256} if file else {}),
            **({"tracks_added": new} if new else {}),
        },
        why=why,
    )
    return len(new)


def amendment_approve(*, amendment: Amendment, why: str = "") -> Grant:
    """Put a change into force. Raises GrantProblem for one of its writers, or without evidence."""
    person = person_acting()
    with transaction.atomic():
        grant = Grant.objects.select_for_update().get(pk=amendment.grant_id)
        held = _still_waiting(amendment)
        if person is not None and person.pk in held.writers:
            raise GrantProblem("two_persons")
        before = {**terms_of(grant), "evidence_sha256": grant.evidence_sha256}
        for name, value in clean_terms(_dated(held.terms), grant).items():
            setattr(grant, name, value)
        if held.evidence_file:
            grant.evidence_file = held.evidence_file.name
            grant.evidence_sha256 = held.evidence_sha256
        grant.full_clean()
        if person is not None:
            evidence_check(grant)
        grant.verified_by, grant.verified_at = person, timezone.now()
        grant.writers = sorted({*grant.writers, *held.writers})
        grant.save()
        added = []
        if grant.scope_kind == Grant.Scope.TRACKS:
            added = scope_add(grant, held.additions.values_list("track_id", flat=True))
            removed = {}
        else:
            removed = scope_empty(grant)
        state = {**terms_of(grant), "evidence_sha256": grant.evidence_sha256}
        after = changed_terms(before, state)
        record(
            action="grant.amend",
            subject=grant,
            before={**{name: before[name] for name in after}, **removed},
            after={**after, **({"tracks_added": added} if added else {})},
            why=why or held.why,
        )
        _decide(held, Amendment.State.APPLIED, person, why, recorded=True)
    return grant


def amendment_reject(*, amendment: Amendment, why: str) -> None:
    """Turn a change down, or take one's own back; the grant stands. Raises GrantProblem."""
    if not why.strip():
        raise GrantProblem("reason_missing")
    with transaction.atomic():
        Grant.objects.select_for_update().get(pk=amendment.grant_id)
        held = _still_waiting(amendment)
        person = person_acting()
        own = person is not None and person.pk in held.writers
        state = Amendment.State.WITHDRAWN if own else Amendment.State.REJECTED
        _decide(held, state, person, why.strip())


def _still_waiting(amendment: Amendment) -> Amendment:
    held = Amendment.objects.select_for_update().get(pk=amendment.pk)
    if held.state != Amendment.State.WAITING:
        raise GrantProblem("amendment_decided")
    return held


def _decide(
    amendment: Amendment, state: str, person: Any, why: str, *, recorded: bool = False
) -> None:
    amendment.state, amendment.decided_by, amendment.decided_at = state, person, timezone.now()
    amendment.save()
    if not recorded:
        record(action=f"grant.{state}", subject=amendment.grant, before=amendment.terms, why=why)


def _not_covered(grant: Grant, waiting: Amendment, track_ids: Iterable[int]) -> list[int]:
    wanted = set(track_ids)
    if not wanted:
        return []
    held = GrantTrack.objects.filter(grant=grant, track_id__in=wanted)
    wanted -= set(held.values_list("track_id", flat=True))
    if waiting.pk is not None:
        known = waiting.additions.filter(track_id__in=wanted)
        wanted -= set(known.values_list("track_id", flat=True))
    return sorted(wanted)


def _set(grant: Grant, terms: Mapping[str, Any]) -> None:
    for name, value in _dated(terms).items():
        setattr(grant, name, value)


def _dated(terms: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in _DATES and value else value
        for name, value in terms.items()
    }
