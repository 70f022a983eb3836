"""Cells of one row of a sheet → what they say, and everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from licensing.catalogue.identifiers import gtin_of, isrc_of, iswc_of
from licensing.catalogue.models import Track, YesNoUnknown
from licensing.imports.problems import Problem, rejects
from licensing.imports.reading.countries import territories
from licensing.imports.reading.dates import Order, date_of
from licensing.imports.reading.fields import FIELDS, label
from licensing.imports.reading.parsed import Parsed
from licensing.imports.reading.people import artists_of, shares_of, total
from licensing.imports.reading.values import choice, length_of, parts, premises_of, whole, yes_no
from licensing.imports.tables.rows import TableRow
from licensing.licences.models import Grant
from licensing.works.models import Share

_PLAIN_FACTS = ("title", "version", "label", "release", "external_key", "language", "source",
                "source_url", "attribution", "licence_name")  # fmt: skip
_THREE_VALUED = ("vocal", "explicit", "ai_generated")
_FLAGS = ("offline", "interactive", "promotion", "attribution_required")
_WORDS = ("licensor", "contract_number", "licence_name", "licence_url", "scope_value",
          "attribution_text", "evidence")  # fmt: skip
#: A row that says any of these means a grant.
_MEANS_A_GRANT = ("rights", "scope_kind", "scope_value", "territories_in", "territories_out",
                  "premises", "max_floor_area_m2", "max_locations", "valid_from", "valid_until",
                  "contract_number")  # fmt: skip
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MISSPELT_YES_NO = {True: YesNoUnknown.YES, False: YesNoUnknown.NO, None: YesNoUnknown.UNKNOWN}


def interpret(
    row: TableRow, mapping: Mapping[str, int], order: Order = ""
) -> tuple[Parsed, list[Problem]]:
    """What the row says by this mapping (field → column)."""
    problems = list(row.problems)
    cells: dict[str, str] = {}
    for code, column in mapping.items():
        wrong = row.wrong.get(column)
        if wrong is not None:
            problems.append(Problem(wrong.code, {**wrong.params, "column": label(code)}))
        elif column < len(row.cells) and row.cells[column]:
            cells[code] = row.cells[column]
    parsed = Parsed()
    _recording(cells, parsed, problems, order)
    _work(cells, parsed, problems)
    _grant(cells, parsed, problems, order)
    if not rejects(problems) and not parsed.names_a_recording and not parsed.grants_alone:
        problems.append(Problem("no_title"))
    return parsed, problems


def _recording(
    cells: Mapping[str, str], parsed: Parsed, problems: list[Problem], order: Order
) -> None:
    facts = parsed.facts
    for code in _PLAIN_FACTS:
        if code in cells:
            facts[code] = cells[code]
    if "artists" in cells:
        facts["artist"], artists = artists_of(cells["artists"])
        parsed.artists = [list(artist) for artist in artists]
    for code, check in (("isrc", isrc_of), ("release_icpn", gtin_of)):
        if code in cells:
            try:
                facts[code] = check(cells[code])
            except ValueError as error:
                wrong = "bad_isrc" if code == "isrc" else "bad_barcode"
                problems.append(Problem(wrong, {"value": cells[code][:40], "detail": str(error)}))
    for code in _THREE_VALUED:
        if code in cells:
            answer = yes_no(code, cells[code])
            if isinstance(answer, Problem):
                problems.append(answer)
            else:
                facts[code] = str(_MISSPELT_YES_NO[answer])
    if "duration_s" in cells:
        _keep(facts, "duration_s", length_of(cells["duration_s"]), problems)
    if "released_on" in cells:
        day = date_of(cells["released_on"], label("released_on"), order)
        _keep(facts, "released_on", day, problems)
    parsed.audio_name = cells.get("file", "").replace("\\", "/")[:255]
    digest = cells.get("sha256", "").lower().removeprefix("sha256:").strip()
    if digest and not _SHA256.fullmatch(digest):
        problems.append(Problem("bad_sha256", {"value": digest[:40]}))
    elif digest:
        parsed.audio_sha256 = digest
    problems += too_long(facts)


def too_long(facts: Mapping[str, Any]) -> list[Problem]:
    """Facts that do not fit their columns. They are refused, since half a name is another name."""
    found = []
    for name, value in facts.items():
        limit = getattr(Track._meta.get_field(name), "max_length", None)
        if limit and isinstance(value, str) and len(value) > limit:
            code = "artists" if name == "artist" else name
            column = label(code) if code in FIELDS else {"en": code, "zh": code}
            params = {"column": column, "length": len(value), "limit": limit}
            found.append(Problem("too_long", params))
    return found


def _work(cells: Mapping[str, str], parsed: Parsed, problems: list[Problem]) -> None:
    if not any(cells.get(code) for code in ("iswc", "work_title", "writers", "publishers")):
        return
    iswc = ""
    if cells.get("iswc"):
        try:
            iswc = iswc_of(cells["iswc"])
        except ValueError as error:
            params = {"value": cells["iswc"][:40], "detail": str(error)}
            problems.append(Problem("bad_iswc", params))
    shares: list[dict[str, str]] = []
    for code, role in (
        ("writers", Share.Role.COMPOSER_AUTHOR),
        ("publishers", Share.Role.PUBLISHER),
    ):
        found, wrong = shares_of(cells.get(code, ""), role)
        shares += found
        problems += wrong
    if shares:
        together = total(shares)
        if together > Decimal("100.01"):
            problems.append(Problem("shares_over", {"total": _short(together)}))
        elif together < Decimal("99.99"):
            problems.append(Problem("shares_under", {"total": _short(together)}, note=True))
    title = cells.get("work_title") or cells.get("title", "")
    parsed.works = [{"title": title[:255], "iswc": iswc, "shares": shares}]


def _short(percent: Decimal) -> str:
    return f"{percent:.2f}".rstrip("0").rstrip(".")


def _grant(cells: Mapping[str, str], parsed: Parsed, problems: list[Problem], order: Order) -> None:
    if not cells.get("licensor"):
        if any(cells.get(code) for code in _MEANS_A_GRANT):
            problems.append(Problem("no_licensor"))
        return
    terms: dict[str, Any] = {code: cells[code] for code in _WORDS if cells.get(code)}
    if cells.get("rights"):
        rights = [choice("rights", word) for word in parts(cells["rights"])]
        problems += [right for right in rights if isinstance(right, Problem)]
        terms["rights"] = sorted({right for right in rights if isinstance(right, str)})
    for code in ("side", "basis", "scope_kind"):
        if cells.get(code):
            _keep(terms, code, choice(code, cells[code]), problems)
    for code in ("territories_in", "territories_out"):
        if cells.get(code):
            terms[code], wrong = territories(parts(cells[code]), label(code))
            problems += wrong
    if cells.get("premises"):
        _keep(terms, "premises", premises_of(cells["premises"]), problems)
    for code in ("max_floor_area_m2", "max_locations"):
        if cells.get(code):
            _keep(terms, code, whole(code, cells[code]), problems)
    for code in ("valid_from", "valid_until"):
        if cells.get(code):
            _keep(terms, code, date_of(cells[code], label(code), order), problems)
    for code in _FLAGS:
        if cells.get(code):
            answer = yes_no(code, cells[code])
            if isinstance(answer, Problem):
                problems.append(answer)
            elif answer is not None:
                terms[code] = answer
    problems += impossible(terms)
    parsed.grants = [terms]


def impossible(terms: dict[str, Any]) -> list[Problem]:
    """Terms that contradict themselves, or do not fit their columns."""
    found = []
    start, end = terms.get("valid_from"), terms.get("valid_until")
    if start and end and end < start:
        found.append(Problem("ends_before_begins", {"start": start, "end": end}))
    kind = terms.get("scope_kind", Grant.Scope.TRACKS)
    if kind not in {Grant.Scope.TRACKS, Grant.Scope.CATALOGUE} and not terms.get("scope_value"):
        found.append(Problem("scope_without_value", {"scope": kind}))
    for name, value in terms.items():
        if name not in FIELDS:
            continue
        limit = getattr(Grant._meta.get_field(name), "max_length", None)
        if limit and isinstance(value, str) and len(value) > limit:
            params = {"column": label(name), "length": len(value), "limit": limit}
            found.append(Problem("too_long", params))
    return found


def _keep(into: dict[str, Any], code: str, value: Any, problems: list[Problem]) -> None:
    if isinstance(value, Problem):
        problems.append(value)
    else:
        into[code] = value.isoformat() if isinstance(value, date) else value
