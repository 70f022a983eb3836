"""What a certificate says: facts and codes, so that it reads the same in both languages for ever.

Names of rights, bases and countries are put in when it is shown. Rules of the country are kept word
by word in both languages, with their sources: they may be other ones tomorrow.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import Any

from licensing.licences.models import Grant
from licensing.rights.territory_rules import Rule, rules_for
from licensing.territories.models import Tariff
from licensing.territories.selectors import tariffs_for
from merchant_app.compliance.coverage import Coverage, Listed

FORMAT = 1
#: What is kept of a tariff: enough to show it, and what it was counted from.
TARIFF = (
    "society", "title_en", "title_zh", "unit", "currency", "bands", "premises", "activity",
    "source", "source_url", "source_date", "read_on", "note_en", "note_zh",
)  # fmt: skip


def snapshot_of(coverage: Coverage) -> dict[str, Any]:
    """The facts of a shop at the moment of `coverage.use`, as JSON holds them."""
    store, use = coverage.store, coverage.use
    publication = coverage.publication
    rules = rules_for(use.territory)
    tariffs = tariffs_for(use.territory, use.premises, use.activities)
    return {
        "format": FORMAT,
        "at": use.moment.isoformat(),
        "organisation": store.organisation.name,
        "store": {
            "name": store.name,
            "premises": store.premises_type,
            "territory": store.territory,
            "timezone": store.timezone,
            "floor_area_m2": store.floor_area_m2,
            "activities": sorted(store.activities),
        },
        "playlist": publication.playlist_name if publication else "",
        "version": publication.version_number if publication else None,
        "listed": coverage.listed,
        "pool": coverage.pool,
        "licences": _licences(coverage.on_air),
        "sourced": rules.sourced,
        "duties": [_rule(rule) for rule in rules.venue_duties],
        "left_out": [
            _rule(rule)
            for rule in rules.rules
            if rule.kind == "activities" and set(rule.activities) & set(store.activities)
        ],
        "tariffs": [_tariff(tariff) for tariff in tariffs],
        "tracks": [_track(row) for row in coverage.on_air],
    }


def fingerprint(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the snapshot with sorted keys and no spaces, in hexadecimal."""
    words = json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def _licences(rows: tuple[Listed, ...]) -> list[dict[str, Any]]:
    """Every licence the tracks rest on, with how many tracks, the widest first."""
    grants: dict[tuple[Any, ...], Grant] = {}
    tracks: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    for row in rows:
        for grant in row.grants:
            # Many grants of one licensor on the same terms are one line of a certificate.
            key = (
                grant.licensor, grant.licence_name, grant.basis, grant.side, grant.valid_until,
                tuple(grant.rights), tuple(grant.territories_in), tuple(grant.territories_out),
            )  # fmt: skip
            grants.setdefault(key, grant)
            tracks[key].add(row.track.pk)
    lines = [
        {
            "licensor": grant.licensor,
            "licence": grant.licence_name,
            "url": grant.licence_url,
            "basis": grant.basis,
            "side": grant.side,
            "rights": list(grant.rights),
            "territories_in": list(grant.territories_in),
            "territories_out": list(grant.territories_out),
            "until": grant.valid_until.isoformat() if grant.valid_until else None,
            "tracks": len(tracks[key]),
        }
        for key, grant in grants.items()
    ]
    return sorted(lines, key=lambda line: (-line["tracks"], line["licensor"]))


def _track(row: Listed) -> dict[str, Any]:
    return {
        "title": row.track.title,
        "version": row.track.version,
        "artist": row.track.artist,
        "isrc": row.track.isrc,
        "basis": row.basis,
        "licensors": list(dict.fromkeys(grant.licensor for grant in row.grants)),
        "until": row.until.isoformat() if row.until else None,
        "machine_made": row.track.ai_generated == "yes",
    }


def _tariff(tariff: Tariff) -> dict[str, Any]:
    facts = {name: getattr(tariff, name) for name in TARIFF}
    for name in ("source_date", "read_on"):
        facts[name] = facts[name].isoformat() if facts[name] else None
    return facts


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "right": rule.right,
        "sides": list(rule.sides),
        "en": rule.note("en"),
        "zh": rule.note("zh"),
        "source": rule.source,
        "as_of": rule.as_of.isoformat(),
    }
