"""Writes on grants. Terms are checked here, whoever brings them: a form, an import, a command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from licensing.licences.models import Grant, GrantTrack
from licensing.rights.premises import Premises
from licensing.rights.territories import known_terms


def grant_create(*, track_ids: Iterable[int], **terms: Any) -> Grant:
    """Record a grant for these tracks. Raises ValidationError by field for terms that cannot be."""
    grant = Grant(**_clean(terms))
    grant.full_clean()
    with transaction.atomic():
        grant.save()
        _add_tracks(grant, track_ids)
    return grant


def grant_update(*, grant: Grant, terms: Mapping[str, Any]) -> Grant:
    """Change the terms of a grant. Raises ValidationError by field."""
    before = {name: getattr(grant, name) for name in ("valid_from", "valid_until")}
    for name, value in _clean({**before, **terms}).items():
        setattr(grant, name, value)
    grant.full_clean()
    grant.save()
    return grant


def grant_set_status(*, grant: Grant, status: str) -> Grant:
    """Activate, suspend or revoke a grant; effective at once."""
    grant.status = Grant.Status(status)
    grant.save(update_fields=["status", "updated_at"])
    return grant


def grant_add_tracks(*, grant: Grant, track_ids: Iterable[int]) -> int:
    """Add tracks to the scope; returns how many were new."""
    return _add_tracks(grant, track_ids)


def grant_remove_track(*, grant: Grant, track_id: int) -> None:
    """Take one track out of the scope."""
    GrantTrack.objects.filter(grant=grant, track_id=track_id).delete()


def _add_tracks(grant: Grant, track_ids: Iterable[int]) -> int:
    held = set(GrantTrack.objects.filter(grant=grant).values_list("track_id", flat=True))
    new = sorted(set(track_ids) - held)
    GrantTrack.objects.bulk_create(
        [GrantTrack(grant=grant, track_id=track_id) for track_id in new], ignore_conflicts=True
    )
    return len(new)


def _clean(terms: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = dict(terms)
    problems: dict[str, str] = {}
    for name in ("territories_in", "territories_out"):
        if name in cleaned:
            codes = list(dict.fromkeys(str(code).strip().upper() for code in cleaned[name]))
            unknown = [code for code in codes if code not in known_terms()]
            if unknown:
                problems[name] = _("Not a country or group of countries: %(codes)s") % {
                    "codes": ", ".join(unknown)
                }
            cleaned[name] = codes
    if "premises" in cleaned:
        kinds = list(dict.fromkeys(str(kind).strip().lower() for kind in cleaned["premises"]))
        unknown = [kind for kind in kinds if kind not in {"*", *Premises.values}]
        if unknown:
            problems["premises"] = _("Not a kind of premises: %(kinds)s") % {
                "kinds": ", ".join(unknown)
            }
        cleaned["premises"] = kinds
    start, end = cleaned.get("valid_from"), cleaned.get("valid_until")
    if start and end and end < start:
        problems["valid_until"] = _("The grant would end before it begins.")
    if problems:
        raise ValidationError(problems)
    return cleaned
