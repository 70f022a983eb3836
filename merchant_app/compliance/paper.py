"""A certificate in words of one language, the same for the page and for the PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from licensing.rights.words import ACTIVITIES, BASES, RIGHTS, SIDES, premises_name, terms_in_words
from licensing.territories.models import Tariff
from licensing.territories.presenting import tariff_line
from merchant_app.compliance.coverage import SEVERAL
from merchant_app.compliance.models import Certificate
from merchant_app.compliance.services import verify_url
from merchant_app.stores.countries import city_of, country_name

LANGUAGES = ("en", "zh-hans")


@dataclass(frozen=True)
class Sourced:
    """A sentence and where it was read."""

    text: str
    source: str
    note: str = ""


@dataclass(frozen=True)
class Paper:
    """Everything a certificate says, ready to be set."""

    language: str
    title: str
    statement: str
    serial: str
    sha256: str
    verify_url: str
    withdrawn: str  # a sentence; "" while it counts
    facts: tuple[tuple[str, str], ...]
    licence_heads: tuple[str, ...]
    licences: tuple[tuple[str, ...], ...]
    duties: tuple[Sourced, ...]
    no_rule: str  # said where nobody sourced a rule for the country
    left_out: tuple[Sourced, ...]
    tariffs: tuple[Sourced, ...]
    track_heads: tuple[str, ...]
    tracks: tuple[tuple[str, ...], ...]
    notice: str


def paper_of(certificate: Certificate, language: str) -> Paper:
    """The certificate in one of `LANGUAGES`."""
    with override(language):
        return _paper(certificate, certificate.snapshot, language)


def _paper(certificate: Certificate, facts: dict[str, Any], language: str) -> Paper:
    shop = facts["store"]
    count = len(facts["tracks"])
    # What the snapshot holds is shown; the withdrawal alone is of today.
    return Paper(
        language=language,
        title=_("Certificate of music licensing"),
        statement=ngettext(
            "At the time of issue, %(count)d track on air in %(shop)s was cleared for public "
            "performance there, on its recording and its work, by the licences below.",
            "At the time of issue, %(count)d tracks on air in %(shop)s were cleared for public "
            "performance there, on their recordings and their works, by the licences below.",
            count,
        )
        % {"count": count, "shop": shop["name"]},
        serial=certificate.serial,
        sha256=certificate.sha256,
        verify_url=verify_url(certificate),
        withdrawn=_("Withdrawn on %(day)s. It no longer counts.")
        % {"day": date_format(certificate.withdrawn_at)}
        if certificate.withdrawn_at
        else "",
        facts=tuple(_facts(certificate, facts, language)),
        licence_heads=(
            _("Licensor"), _("Licence"), _("Covers"), _("Where"), _("Until"), _("Tracks"),
        ),
        licences=tuple(_licence(line, language) for line in facts["licences"]),
        duties=tuple(_rule(rule, language) for rule in facts["duties"]),
        no_rule=""
        if facts["sourced"]
        else _(
            "Nobody has sourced a rule for %(country)s yet: what the place itself must pay is not "
            "known here."
        )
        % {"country": country_name(shop["territory"])},
        left_out=tuple(_rule(rule, language) for rule in facts["left_out"]),
        tariffs=tuple(
            _tariff(row, shop["floor_area_m2"], language) for row in facts["tariffs"]
        ),
        track_heads=("", _("Title"), _("Artist"), "ISRC", _("Basis"), _("Until")),
        tracks=tuple(
            _track(number, row, language) for number, row in enumerate(facts["tracks"], 1)
        ),
        notice=_(
            "This certificate says what Foyer's books held at the time of issue. It is not legal "
            "advice and no licence of its own. Check it at the address above: it may have been "
            "withdrawn."
        ),
    )  # fmt: skip


def _facts(certificate: Certificate, facts: dict[str, Any], language: str) -> list[tuple[str, str]]:
    shop = facts["store"]
    issued = certificate.issued_at.astimezone(ZoneInfo(shop["timezone"]))
    area = shop["floor_area_m2"]
    activities = _joint(language).join(
        _named(ACTIVITIES, code, language) for code in shop["activities"]
    )
    listed = _("%(playlist)s, version %(number)s") % {
        "playlist": facts["playlist"],
        "number": facts["version"],
    }
    return [
        (_("Shop"), shop["name"]),
        (_("Organisation"), facts["organisation"]),
        (_("Place"), f"{city_of(shop['timezone'])}, {country_name(shop['territory'])}"),
        (_("Kind of premises"), capfirst(premises_name(shop["premises"], language))),
        (_("Floor area"), f"{area} m²" if area else _("not given")),
        (_("Beside background music"), activities or _("nothing")),
        (_("On air"), listed),
        (_("Tracks"), _("%(cleared)d of %(listed)d on air are cleared and play")
         % {"cleared": len(facts["tracks"]), "listed": facts["listed"]}),
        (_("Territory"), country_name(shop["territory"])),
        (_("Issued"), f"{_moment(issued)} ({shop['timezone']})"),
    ]  # fmt: skip


def _licence(line: dict[str, Any], language: str) -> tuple[str, ...]:
    rights = _joint(language).join(_named(RIGHTS, code, language) for code in line["rights"])
    side = _named(SIDES, line["side"], language) if line["side"] in SIDES else _("both sides")
    where = terms_in_words(tuple(line["territories_in"]), language)
    if line["territories_out"]:
        where = _("%(where)s, except %(out)s") % {
            "where": where,
            "out": terms_in_words(tuple(line["territories_out"]), language),
        }
    basis = _named(BASES, line["basis"], language)
    return (
        line["licensor"],
        f"{line['licence']} ({basis})" if line["licence"] else capfirst(basis),
        f"{rights}: {side}",
        where,
        _day(line["until"]),
        str(line["tracks"]),
    )


def _track(number: int, row: dict[str, Any], language: str) -> tuple[str, ...]:
    title = f"{row['title']} ({row['version']})" if row["version"] else row["title"]
    basis = _("several") if row["basis"] == SEVERAL else _named(BASES, row["basis"], language)
    licensors = _joint(language).join(row["licensors"])
    return (
        str(number), title, row["artist"], row["isrc"], f"{basis}: {licensors}", _day(row["until"]),
    )  # fmt: skip


def _rule(rule: dict[str, Any], language: str) -> Sourced:
    what = ""
    if rule["right"]:
        sides = _joint(language).join(_named(SIDES, side, language) for side in rule["sides"])
        what = f"{_named(RIGHTS, rule['right'], language)} · {sides}"
    return Sourced(
        rule["zh" if _zh(language) else "en"], _source(rule["source"], rule["as_of"]), what
    )


def _tariff(row: dict[str, Any], area: int | None, language: str) -> Sourced:
    dates = {
        name: date.fromisoformat(row[name]) if row[name] else None
        for name in ("source_date", "read_on")
    }
    line = tariff_line(Tariff(**{**row, **dates}), language, area)
    amount = (
        _("about %(amount)s a year (%(counted)s)")
        % {"amount": line.a_year, "counted": line.counted}
        if line.a_year
        else "; ".join(line.bands)
    )
    dated = (
        _("dated %(day)s") % {"day": date_format(line.source_date)}
        if line.source_date
        else _("the source gives no date")
    )
    source = f"{_source(row['source'], row['read_on'])} · {dated}"
    return Sourced(f"{row['society']}, {line.title}: {amount}", source, line.note)


def _source(source: str, day: str) -> str:
    read = _("read on %(day)s") % {"day": date_format(date.fromisoformat(day))}
    return f"{_('Source:')} {source} · {read}"


def _day(iso: str | None) -> str:
    return date_format(date.fromisoformat(iso)) if iso else _("until further notice")


def _moment(moment: datetime) -> str:
    return f"{date_format(moment.date())}, {moment:%H:%M}"


def _zh(language: str) -> bool:
    return language.startswith("zh")


def _named(names: Any, code: str, language: str) -> str:
    return str(names[code][_zh(language)]) if code in names else code


def _joint(language: str) -> str:
    return "、" if _zh(language) else ", "
