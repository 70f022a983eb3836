"""Artists and shares as one cell writes them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from licensing.catalogue.identifiers import ipi_of
from licensing.catalogue.models import TrackArtist
from licensing.imports.problems import Problem
from licensing.works.models import Share

_FEATURED = re.compile(r"\s*[(\[]?\b(?:feat\.?|ft\.?|featuring)\s+([^)\]]+)[)\]]?", re.IGNORECASE)
_ROLE = re.compile(r"\s*\((main artist|featured artist|featured|remixer|conductor|ensemble)\)\s*$",
                   re.IGNORECASE)  # fmt: skip
_SHARE = re.compile(
    r"(?P<name>[^()]+?)\s*(?:\((?P<inside>[^()]*)\))?\s*(?P<percent>\d+(?:[.,]\d+)?)?\s*%?"
)
_ROLES = {
    Share.Role.COMPOSER: ("c", "composer", "music", "作曲", "曲"),
    Share.Role.AUTHOR: ("a", "author", "lyricist", "words", "lyrics", "作词", "词"),
    Share.Role.COMPOSER_AUTHOR: ("ca", "composer author", "composer and author", "writer",
                                 "songwriter", "composer_author", "词曲", "作词作曲"),
    Share.Role.ARRANGER: ("ar", "arranger", "编曲"),
    Share.Role.PUBLISHER: ("e", "publisher", "original publisher", "出版", "出版方", "出版者"),
    Share.Role.SUB_PUBLISHER: ("se", "sub-publisher", "subpublisher", "sub_publisher", "代理出版"),
}  # fmt: skip
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words}

Artist = tuple[str, str]  # name, role


def artists_of(text: str) -> tuple[str, list[Artist]]:
    """How the artists are shown together, and each with a role.

    "A feat. B; C (remixer)" is three people. "&" and "," are left alone: they stand within names.
    """
    found: list[Artist] = []
    shown: list[str] = []
    for part in (part.strip() for part in re.split(r"[;；]", text)):
        if not part:
            continue
        featured = [name for match in _FEATURED.finditer(part) for name in _split(match[1])]
        rest = _FEATURED.sub("", part).strip()
        role: str = TrackArtist.Role.MAIN
        if named := _ROLE.search(rest):
            word = named[1].lower().split()[0]
            role = word if word in TrackArtist.Role.values else role
            rest = rest[: named.start()].strip()
        if rest:
            found.append((rest, role))
        found += [(name, TrackArtist.Role.FEATURED) for name in featured]
        shown.append(part if role == TrackArtist.Role.MAIN else rest)
    return ", ".join(shown), list(dict.fromkeys((name[:255], role) for name, role in found))


def _split(names: str) -> list[str]:
    return [name.strip() for name in re.split(r",|&|、|\band\b", names) if name.strip()]


def shares_of(text: str, role: str) -> tuple[list[dict[str, str]], list[Problem]]:
    """Shares of a work from "Name (role, IPI, society) 50%; …".

    Each is {name, ipi, role, percent, society} of strings; `role` is for those that name none.
    A share that says no percentage has 0.
    """
    found: list[dict[str, str]] = []
    problems: list[Problem] = []
    for part in unicodedata.normalize("NFKC", text).split(";"):
        if not part.strip():
            continue
        match = _SHARE.fullmatch(part.strip())
        percent = _percent(match["percent"] or "0") if match else None
        if match is None or percent is None:
            problems.append(Problem("bad_share", {"value": part.strip()[:80]}))
            continue
        share = {"name": match["name"].strip(" ,")[:255], "ipi": "", "role": str(role),
                 "percent": str(percent), "society": ""}  # fmt: skip
        problems += _inside(share, match["inside"] or "")
        found.append(share)
    return found, problems


def _inside(share: dict[str, str], words: str) -> list[Problem]:
    problems = []
    for word in (word.strip() for word in words.split(",")):
        if not word:
            continue
        if word.casefold() in _ROLE_OF:
            share["role"] = str(_ROLE_OF[word.casefold()])
        elif re.sub(r"[\s.\-]|^IPI:?", "", word.upper()).isdecimal():
            try:
                share["ipi"] = ipi_of(word)
            except ValueError as error:
                problems.append(Problem("bad_ipi", {"value": word[:40], "detail": str(error)}))
        else:
            share["society"] = word.upper()[:30]
    return problems


def _percent(text: str) -> Decimal | None:
    try:
        percent = Decimal(text.replace(",", ".")).quantize(Decimal("0.0001"))
    except InvalidOperation:
        return None
    return percent if 0 <= percent <= 100 else None


def total(shares: list[dict[str, str]]) -> Decimal:
    """What the shares add up to, in percent."""
    return sum((Decimal(share["percent"]) for share in shares), Decimal(0))
