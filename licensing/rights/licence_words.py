"""The licence of a track in words a merchant can show to an inspector."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from babel.dates import format_date

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from licensing.rights.reasons import premises_name, spoken
from licensing.rights.rules import Decision, Use
from licensing.rights.selectors import decisions_with_grants
from licensing.rights.territories import term_name
from licensing.rights.words import BASES


class LicenceWords(TypedDict):
    """What a page shows of a track's licence for one use."""

    allowed: bool
    summary: str
    basis: str
    licensor: str
    licence_name: str
    licence_url: str
    attribution: str
    offline: bool
    until: str | None  # ISO date of the last day; None is until further notice
    grant_ids: list[int]


def licence_in_words(track_id: int, use: Use, language: str) -> LicenceWords:
    """The licence of one track; see `licences_for`."""
    return licences_for([track_id], use, language)[track_id]


def licences_for(
    track_ids: Iterable[int], use: Use, language: str = "en"
) -> dict[int, LicenceWords]:
    """Licences by track id; a fixed number of queries. What is not allowed says why instead."""
    wanted = list(track_ids)
    decisions, grants = decisions_with_grants(wanted, use)
    needed = {grant for decision in decisions.values() for grant in decision.grant_ids}
    asked = any(pk in grants and grants[pk].attribution_required for pk in needed)
    rows = Track.objects.filter(pk__in=wanted if asked else []).order_by()
    credit = dict(rows.values_list("pk", "attribution"))
    return {
        track_id: _in_words(
            decision,
            [grants[pk] for pk in decision.grant_ids if pk in grants],
            credit.get(track_id, ""),
            use,
            language,
        )
        for track_id, decision in decisions.items()
    }


def _in_words(
    decision: Decision, grants: list[Grant], credit: str, use: Use, language: str
) -> LicenceWords:
    ends = [grant.valid_until for grant in grants if grant.valid_until is not None]
    until = min(ends, default=None)
    chinese = spoken(language) == "zh"
    kind = premises_name(use.premises, language)
    place = term_name(use.territory, spoken(language))
    bases = list(dict.fromkeys(BASES[grant.basis][chinese] for grant in grants))
    names = list(dict.fromkeys(grant.licence_name for grant in grants if grant.licence_name))
    licensors = list(dict.fromkeys(grant.licensor for grant in grants))
    if not decision.allowed:
        summary = " ".join(reason.say(language) for reason in decision.reasons)
    elif chinese:
        term = f"有效期至 {format_date(until, locale='zh_Hans')}" if until else "长期有效"
        summary = f"可在{place}的{kind}公开播放，{term}（{'、'.join(names or bases)}）。"
    else:
        term = (
            f"until {format_date(until, 'd MMM y', locale='en')}" if until else "with no end date"
        )
        summary = (
            f"Cleared for public performance in {place} ({kind}), {term}: "
            f"{', '.join(names or bases)}."
        )
    asks = [grant for grant in grants if grant.attribution_required]
    return LicenceWords(
        allowed=decision.allowed,
        summary=summary,
        basis=", ".join(bases),
        licensor=", ".join(licensors),
        licence_name=", ".join(names),
        licence_url=next((grant.licence_url for grant in grants if grant.licence_url), ""),
        attribution=next((grant.attribution_text for grant in asks if grant.attribution_text), "")
        or (credit if asks else ""),
        offline=bool(grants) and all(grant.offline for grant in grants),
        until=until.isoformat() if until else None,
        grant_ids=list(decision.grant_ids),
    )
