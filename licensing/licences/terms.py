"""The terms of a grant: which fields they are, what they may say, how they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from licensing.history.services import plain
from licensing.licences.models import Grant
from licensing.rights.premises import Premises
from licensing.rights.territories import known_terms

#: What a person compares with the contract. Everything else about a grant is bookkeeping.
TERMS = (
    "licensor", "rights", "side", "basis", "scope_kind", "scope_value", "contract_number",
    "licence_name", "licence_url", "territories_in", "territories_out", "premises",
    "max_floor_area_m2", "max_locations", "valid_from", "valid_until", "offline", "interactive",
    "promotion", "attribution_required", "attribution_text", "evidence",
)  # fmt: skip
_WORKS_ONLY = (Grant.Scope.SOCIETY, Grant.Scope.PUBLISHER)
_NAMED = (Grant.Scope.RELEASE, Grant.Scope.LABEL, *_WORKS_ONLY)


def terms_of(grant: Grant) -> dict[str, Any]:
    """The terms as they stand, by field, as JSON holds them."""
    return plain({name: getattr(grant, name) for name in TERMS})


def changed_terms(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Of `after`, what differs from `before`."""
    return {name: value for name, value in after.items() if before.get(name) != value}


def clean_terms(terms: Mapping[str, Any], held: Grant | None = None) -> dict[str, Any]:
    """Terms as they are stored. Raises ValidationError by field for those that cannot be.

    `held` is the grant they change: what they leave out stands as it is there.
    """
    cleaned = dict(terms)
    problems: dict[str, str] = {}

    def value(name: str, default: Any = None) -> Any:
        return cleaned[name] if name in cleaned else getattr(held, name, default)

    for name in ("territories_in", "territories_out"):
        if name in cleaned:
            cleaned[name], problem = _territories(cleaned[name])
            if problem:
                problems[name] = problem
    if "premises" in cleaned:
        kinds = list(dict.fromkeys(str(kind).strip().lower() for kind in cleaned["premises"]))
        unknown = [kind for kind in kinds if kind not in {"*", *Premises.values}]
        if unknown:
            problems["premises"] = _("Not a kind of premises: %(kinds)s") % {
                "kinds": ", ".join(unknown)
            }
        cleaned["premises"] = kinds
    if "rights" in cleaned:
        asked = {str(code) for code in cleaned["rights"]}
        unknown = sorted(asked - set(Grant.Right.values))
        if unknown:
            problems["rights"] = _("Not a right: %(codes)s") % {"codes": ", ".join(unknown)}
        cleaned["rights"] = [code for code in Grant.Right.values if code in asked]
        if not asked:
            problems["rights"] = _("Name at least one right.")
    start, end = value("valid_from"), value("valid_until")
    if start and end and end < start:
        problems["valid_until"] = _("The grant would end before it begins.")
    kind = value("scope_kind", Grant.Scope.TRACKS)
    if kind in _NAMED and not str(value("scope_value", "")).strip():
        problems["scope_value"] = _("Say which one it covers.")
    if "scope_kind" in cleaned or "scope_value" in cleaned:
        cleaned["scope_value"] = str(value("scope_value", "")).strip() if kind in _NAMED else ""
    if kind in _WORKS_ONLY:
        # Societies and publishers hold shares of works; they cannot allow a recording.
        cleaned["side"] = Grant.Side.WORK
    if problems:
        raise ValidationError(problems)
    return cleaned


def _territories(sent: Any) -> tuple[list[str], str]:
    codes = list(dict.fromkeys(str(code).strip().upper() for code in sent))
    unknown = [code for code in codes if code not in known_terms()]
    if not unknown:
        return codes, ""
    return codes, _("Not a country or group of countries: %(codes)s") % {
        "codes": ", ".join(unknown)
    }
