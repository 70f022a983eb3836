"""The set query for a use: its SQL and what it is asked.

Says in SQL what `licensing.rights.rules` says of one track.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from licensing.rights.clearing_sql import NARROW, PLAIN
from licensing.rights.grant_terms import ACTIVE, EXEMPTING, Use
from licensing.rights.shares import TOLERANCE, WHOLE
from licensing.rights.territories import terms_covering
from licensing.rights.territory_rules import rules_for
from licensing.rights.words import BASES


@dataclass(frozen=True)
class ClearedQuery:
    """The SQL that selects the cleared `id`s, in no order, with its parameters by name.

    `plain` says the same and is slower; it has to be asked while everything is marked stale.
    `place` stands for the SQL and all parameters but day, area and number of shops.
    """

    narrow: str
    plain: str
    params: Mapping[str, Any]
    place: str


def cleared_query(use: Use) -> ClearedQuery:
    """The set query for a use."""
    law = rules_for(use.territory)
    bits: list[str] = []
    params: dict[str, Any] = {}
    work = 0
    for number, (right, side) in enumerate(law.required):
        bits.append(
            f"CASE WHEN side IN (%(side_{number})s, 'both') "
            f"AND (rights ? %(right_{number})s OR basis = ANY(%(exempting)s)) "
            f"THEN {1 << number} ELSE 0 END"
        )
        params |= {f"side_{number}": side, f"right_{number}": right}
        work |= (side == "work") << number
    narrow, plain = (sql.format(mask=" | ".join(bits)) for sql in (NARROW, PLAIN))
    params |= {
        "active": ACTIVE,
        "terms": sorted(terms_covering(use.territory)),
        "kinds": ["*", use.premises],
        "needs_offline": use.channel == "offline",
        "needs_promotion": use.channel == "promotion",
        "needs_interactive": use.interactive,
        "bases_out": [basis for basis in BASES if use.activities & law.not_covered(basis)],
        "exempting": sorted(EXEMPTING),
        "least": WHOLE - TOLERANCE,
        "most": WHOLE + TOLERANCE,
        "work": work,
        "full": (1 << len(law.required)) - 1,
    }
    place = hashlib.sha256(f"{narrow}{sorted(params.items())}".encode()).hexdigest()
    # What is not known is larger than any limit.
    params |= {
        "day": use.day,
        "area": float("inf") if use.floor_area is None else float(use.floor_area),
        "locations": float("inf") if use.locations is None else float(use.locations),
    }
    return ClearedQuery(narrow, plain, params, place)
