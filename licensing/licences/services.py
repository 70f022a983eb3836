"""Writes on grants. Terms are checked here, whoever brings them: a form, an import, a command.

What clears music needs two people: a person's new grant is a draft, and a person's change of a
grant in force waits as an amendment (`amendments.py`). Loaders act as the system.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from licensing.history.services import record
from licensing.licences.amendments import amendment_write
from licensing.licences.evidence import fingerprint
from licensing.licences.models import Grant, GrantTrack
from licensing.licences.problems import GrantProblem
from licensing.licences.scope import scope_add, scope_empty, scope_remove
from licensing.licences.status import ENDED, grant_set_status, person_acting
from licensing.licences.terms import changed_terms, clean_terms, terms_of

__all__ = [
    "grant_add_tracks",
    "grant_create",
    "grant_delete",
    "grant_remove_track",
    "grant_set_status",
    "grant_update",
]
_IN_FORCE = (Grant.Status.ACTIVE, Grant.Status.SUSPENDED)


def grant_create(*, track_ids: Iterable[int], **terms: Any) -> Grant:
    """Record a grant for these tracks. Raises ValidationError by field for terms that cannot be.

    Written by a person it is a draft, whatever status the terms name.
    """
    person = person_acting()
    grant = Grant(**clean_terms(terms))
    if person is not None:
        grant.status = Grant.Status.DRAFTED
        grant.created_by, grant.writers = person, [person.pk]
    _keep_fingerprint(grant, terms.get("evidence_file"))
    grant.full_clean()
    with transaction.atomic():
        grant.save()
        added = scope_add(grant, track_ids)
        after = {**terms_of(grant), "status": grant.status, **_evidence(grant)}
        record(action="grant.create", subject=grant, after={**after, "tracks_added": added})
    return grant


def grant_update(*, grant: Grant, terms: Mapping[str, Any], why: str = "") -> Grant:
    """Change the terms of a grant. Raises ValidationError by field, GrantProblem.

    A draft changes at once. A verified grant becomes a draft again. A grant in force stands as it
    is, and the change waits as its amendment; changed by the system it changes at once.
    """
    person = person_acting()
    with transaction.atomic():
        held = Grant.objects.select_for_update().get(pk=grant.pk)
        cleaned = clean_terms(terms, held)
        if person is not None and held.status in _IN_FORCE:
            amendment_write(held, cleaned, person=person, why=why)
        else:
            _change(held, cleaned, person, why)
    grant.refresh_from_db()
    return grant


def _change(grant: Grant, terms: Mapping[str, Any], person: Any, why: str) -> None:
    before = {**terms_of(grant), **_evidence(grant)}
    for name, value in terms.items():
        setattr(grant, name, value)
    _keep_fingerprint(grant, terms.get("evidence_file"))
    grant.full_clean()
    after = changed_terms(before, {**terms_of(grant), **_evidence(grant)})
    if not after:
        return
    if person is not None and grant.status in ENDED:
        raise GrantProblem("ended", now=grant.get_status_display())
    if grant.scope_kind != Grant.Scope.TRACKS:
        after |= scope_empty(grant)
    if person is not None:
        grant.writers = sorted({*grant.writers, person.pk})
        if grant.status == Grant.Status.VERIFIED:
            grant.status, grant.verified_by, grant.verified_at = Grant.Status.DRAFTED, None, None
            before["status"], after["status"] = Grant.Status.VERIFIED, Grant.Status.DRAFTED
    grant.save()
    record(
        action="grant.update",
        subject=grant,
        before={name: before[name] for name in after if name in before},
        after=after,
        why=why,
    )


def grant_delete(*, grant: Grant, why: str = "") -> None:
    """Delete a draft that was never in force. Raises GrantProblem for any other."""
    with transaction.atomic():
        held = Grant.objects.select_for_update().get(pk=grant.pk)
        if held.status not in (Grant.Status.DRAFTED, Grant.Status.VERIFIED):
            raise GrantProblem("in_force")
        record(action="grant.delete", subject=held, before=terms_of(held), why=why)
        held.delete()


def grant_add_tracks(*, grant: Grant, track_ids: Iterable[int]) -> int:
    """Add tracks to the scope; returns how many were new. Raises GrantProblem.

    In a grant in force they wait for a second person like any other change.
    """
    person = person_acting()
    with transaction.atomic():
        held = Grant.objects.select_for_update().get(pk=grant.pk)
        _single_tracks(held)
        if person is not None and held.status in ENDED:
            raise GrantProblem("ended", now=held.get_status_display())
        if person is not None and held.status in _IN_FORCE:
            return amendment_write(held, {}, person=person, track_ids=track_ids)
        added = scope_add(held, track_ids)
        if added:
            _written(held, person)
            record(action="grant.tracks", subject=held, after={"tracks_added": added})
    grant.refresh_from_db()
    return len(added)


def grant_remove_track(*, grant: Grant, track_id: int, why: str = "") -> None:
    """Take one track out of the scope, at once: it can only stop music, never start it."""
    with transaction.atomic():
        held = Grant.objects.select_for_update().get(pk=grant.pk)
        _single_tracks(held)
        if scope_remove(held, track_id):
            record(
                action="grant.tracks", subject=held, before={"tracks_removed": [track_id]}, why=why
            )


def _single_tracks(grant: Grant) -> None:
    if grant.scope_kind != Grant.Scope.TRACKS:
        raise GrantProblem("scope_not_tracks", scope=grant.get_scope_kind_display())


def _written(grant: Grant, person: Any) -> None:
    """More tracks in a verified grant: nobody compared those with the contract yet."""
    if person is None:
        return
    grant.writers = sorted({*grant.writers, person.pk})
    if grant.status == Grant.Status.VERIFIED:
        grant.status, grant.verified_by, grant.verified_at = Grant.Status.DRAFTED, None, None
    grant.save()


def _keep_fingerprint(grant: Grant, sent: Any) -> None:
    """The fingerprint of a file just sent. Raises ValidationError for an empty one."""
    if not sent:
        return
    grant.evidence_sha256 = fingerprint(sent)
    if not sent.size:
        raise ValidationError({"evidence_file": str(GrantProblem("evidence_empty"))})


def _evidence(grant: Grant) -> dict[str, str]:
    return {"evidence_sha256": grant.evidence_sha256}


def tracks_of(grant: Grant) -> list[int]:
    """Ids of the tracks listed in a grant, ascending."""
    links = GrantTrack.objects.filter(grant=grant).order_by("track_id")
    return list(links.values_list("track_id", flat=True))
