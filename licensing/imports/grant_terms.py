"""The terms of imported grants: whole, comparable, and found again by a key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from licensing.licences.models import Grant, everywhere, performance

#: What two grants must share to be one. Evidence and status are an editor's to change.
TERMS = (
    "licensor", "rights", "side", "basis", "scope_kind", "scope_value", "contract_number",
    "licence_name", "licence_url", "territories_in", "territories_out", "premises",
    "max_floor_area_m2", "max_locations", "valid_from", "valid_until", "offline", "interactive",
    "promotion", "attribution_required", "attribution_text",
)  # fmt: skip
_DATES = ("valid_from", "valid_until")


def key_of(terms: Mapping[str, Any]) -> str:
    """The key of a grant with these terms; a message brings its own."""
    if terms.get("key"):
        return str(terms["key"])
    whole = whole_terms(terms)
    plain = {name: whole[name] for name in TERMS}
    for name in ("rights", "territories_in", "territories_out", "premises"):
        plain[name] = sorted(plain[name])
    words = json.dumps(plain, sort_keys=True, default=str, ensure_ascii=False)
    return "sheet:" + hashlib.sha256(words.encode()).hexdigest()[:40]


def whole_terms(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Terms with the model's defaults in the places that a row left empty; dates as dates."""
    whole: dict[str, Any] = {
        "rights": performance(),
        "side": Grant.Side.BOTH,
        "basis": Grant.Basis.DIRECT,
        "scope_kind": Grant.Scope.TRACKS,
        "scope_value": "",
        "contract_number": "",
        "licence_name": "",
        "licence_url": "",
        "territories_in": everywhere(),
        "territories_out": [],
        "premises": everywhere(),
        "max_floor_area_m2": None,
        "max_locations": None,
        "valid_from": None,
        "valid_until": None,
        "offline": False,
        "interactive": True,
        "promotion": False,
        "attribution_required": bool(terms.get("attribution_text")),
        "attribution_text": "",
        "evidence": "",
    }
    given = {*whole, "licensor"}
    whole.update({name: value for name, value in terms.items() if name in given})
    for name in _DATES:
        if isinstance(whole[name], str):
            whole[name] = date.fromisoformat(whole[name])
    return whole
