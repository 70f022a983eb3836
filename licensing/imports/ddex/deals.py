"""Deals of a message → terms of grants; what is no right to play in a shop is reported."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from licensing.imports.ddex.message import Deal, Message, Release
from licensing.imports.problems import Problem, rejects
from licensing.imports.reading.countries import territories
from licensing.imports.reading.fields import label
from licensing.imports.reading.interpret import impossible

_FILE = Path(__file__).parents[1] / "data" / "ddex_uses.toml"


@cache
def _table() -> dict[str, Any]:
    with _FILE.open("rb") as stream:
        return tomllib.load(stream)


@dataclass
class Offer:
    """What a message allows for one release: terms of grants, and what is to be said."""

    grants: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: The last day of what was granted before and is not offered any more.
    ends: str = ""
    #: Taken down: nothing at all is offered any more.
    down: bool = False


def release_key(release: Release) -> str:
    """What names a release to its sender."""
    return (release.icpn or release.other_id or release.title or release.reference)[:120]


def offer_of(message: Message, release: Release) -> Offer:
    """The deals of a release as terms of grants."""
    offer = Offer()
    deals = [deal for deal in message.deals if release.reference in deal.releases]
    downs = [deal for deal in deals if deal.takedown]
    offer.ends = _day_before(message.header.at)
    if message.purge or downs:
        offer.down = True
        begins = [day for deal in downs if (day := _day(deal.start))]
        offer.ends = _day_before(min(begins)) if begins else offer.ends
        offer.problems.append(Problem("takedown", {"day": offer.ends}, note=True))
    for number, deal in enumerate(deals):
        if not deal.takedown:
            _deal(message, release, deal, number, offer)
    if not offer.grants and not offer.down and not offer.problems:
        offer.problems.append(Problem("no_deal", note=True))
    return offer


def _deal(message: Message, release: Release, deal: Deal, number: int, offer: Offer) -> None:
    rights: set[str] = set()
    for use in dict.fromkeys(deal.uses):
        row = _table()["uses"].get(use)
        if row is None:
            offer.problems.append(Problem("unmapped_use", {"use": use[:60]}, note=True))
        else:
            rights |= set(row["rights"])
    models = [model for model in deal.models if model in _table()["models"]]
    if not models and rights:
        word = ", ".join(deal.models)[:60] or "–"
        offer.problems.append(Problem("unmapped_model", {"model": word}, note=True))
    # A copy made for a performance that nobody allows is of no use; it is not granted alone.
    if not models or "public_performance" not in rights:
        return
    terms = _terms(message, release, deal, sorted(rights))
    wrong = _places(deal, terms) + _period(deal, terms) + impossible(terms)
    offer.problems += wrong
    if rejects(wrong):
        return
    part = release.reference if release.track else ""
    name = f"{part}|{deal.reference or number}"
    terms["key"] = release_prefix(message, release) + _short(name, 16)
    offer.grants.append(terms)


def _terms(message: Message, release: Release, deal: Deal, rights: list[str]) -> dict[str, Any]:
    return {
        "licensor": (message.header.sender_name or message.party(release.label))[:255],
        "rights": rights,
        "side": "recording",  # a record company grants nothing on the work
        "basis": "direct",
        "scope_kind": "tracks",
        "contract_number": deal.reference[:120],
        "evidence": f"DDEX {message.header.message_id}, {message.header.at}",
    }


def _places(deal: Deal, terms: dict[str, Any]) -> list[Problem]:
    inside, wrong = territories(deal.territories, label("territories_in"))
    outside, more = territories(deal.excluded, label("territories_out"))
    if deal.excluded and not deal.territories:
        inside = ["*"]  # everywhere but there, as the standard has it
    if not inside and not wrong:
        wrong.append(Problem("unknown_country", {"column": label("territories_in"), "codes": "–"}))
    terms["territories_in"], terms["territories_out"] = inside, outside
    return wrong + more


def _period(deal: Deal, terms: dict[str, Any]) -> list[Problem]:
    wrong = []
    for name, text, code in (("start", deal.start, "valid_from"), ("end", deal.end, "valid_until")):
        if not text:
            continue
        day = _day(text)
        if day is None:
            wrong.append(Problem("bad_date", {"column": label(code), "value": text[:40]}))
            continue
        if name == "end" and _at_midnight(text):
            # A moment at the start of a day: the day before is the last.
            day = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
        terms[code] = day
    return wrong


def release_prefix(message: Message, release: Release) -> str:
    """What the keys of all grants of a sender's release and its tracks begin with."""
    words = f"{message.header.sender}|{release_key(message.whole(release))}"
    return f"ddex:{_short(words, 24)}:"


def _short(words: str, length: int) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:length]


def _day_before(text: str) -> str:
    day = date.fromisoformat(_day(text) or date.today().isoformat())
    return (day - timedelta(days=1)).isoformat()


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None


def _at_midnight(text: str) -> bool:
    if "T" not in text:
        return False
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return False
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)
