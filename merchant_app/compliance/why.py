"""Why a track may or may not be played in a use, with everything a merchant may see of it.

A merchant sees who licensed a track, on what basis and until when; contract numbers, evidence and
notes stay at the licensing desk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from licensing.rights.rules import Decision, Use
from licensing.rights.selectors import decision_for
from licensing.rights.territory_rules import TerritoryRules, rules_for
from licensing.rights.words import BASES, RIGHTS, SIDES, spoken, terms_in_words
from licensing.works.models import Share, Work
from merchant_app import music
from merchant_app.stores.models import Store


@dataclass(frozen=True)
class Basis:
    """One licence a permission rests on, in codes and in words of one language."""

    licensor: str
    licence_name: str
    licence_url: str
    basis: str
    basis_words: str
    side: str
    side_words: str
    rights: tuple[str, ...]
    rights_words: str
    #: The society or publisher whose shares it covers; "" for one that covers the side as a whole.
    repertoire: str
    territories: str
    valid_from: date | None
    #: The last day; None is until further notice.
    until: date | None


@dataclass(frozen=True)
class Writer:
    """One share of a work."""

    name: str
    role: str
    percent: str
    society: str


@dataclass(frozen=True)
class WorkOf:
    """A work that is heard in the track, with its writers and publishers."""

    title: str
    iswc: str
    writers: tuple[Writer, ...]


@dataclass(frozen=True)
class Said:
    """One reason: its code, the sentence, and what would change it ("" where it allows)."""

    code: str
    sentence: str
    remedy: str


@dataclass(frozen=True)
class Why:
    """The whole answer about one track in one use."""

    track: Track
    use: Use
    allowed: bool
    reasons: tuple[Said, ...]
    bases: tuple[Basis, ...]
    works: tuple[WorkOf, ...]
    rules: TerritoryRules

    @property
    def until(self) -> date | None:
        """The last day of what it rests on; None is until further notice."""
        return min((each.until for each in self.bases if each.until), default=None)

    @property
    def credit(self) -> str:
        return self.track.attribution if self.allowed else ""


def why_for(track: Track, use: Use, language: str = "en") -> Why:
    """Ask the rights and put the answer in words. A fixed number of queries."""
    decision: Decision = decision_for(track.pk, use)
    grants = Grant.objects.in_bulk(decision.grant_ids)
    resting = [grants[pk] for pk in decision.grant_ids if pk in grants]
    return Why(
        track=track,
        use=use,
        allowed=decision.allowed,
        reasons=tuple(
            Said(reason.code, reason.say(language), reason.remedy(language))
            for reason in decision.reasons
        ),
        bases=tuple(basis_of(grant, language) for grant in resting),
        works=tuple(_works(track)),
        rules=rules_for(use.territory),
    )


def wanted_by(store: Store, track: Track) -> bool:
    """Whether the shop's own block list and its choice about lyrics leave the track in."""
    return bool(len(music.wanted_ids(store, np.array([track.pk], dtype=np.int64))))


def basis_of(grant: Grant, language: str) -> Basis:
    """What a merchant sees of a grant."""
    zh = spoken(language) == "zh"
    shares = (Grant.Scope.SOCIETY, Grant.Scope.PUBLISHER)
    return Basis(
        licensor=grant.licensor,
        licence_name=grant.licence_name,
        licence_url=grant.licence_url,
        basis=grant.basis,
        basis_words=BASES[grant.basis][zh],
        side=grant.side,
        side_words=_side_words(grant.side, zh),
        rights=tuple(grant.rights),
        rights_words=("、" if zh else ", ").join(RIGHTS[code][zh] for code in grant.rights),
        repertoire=grant.scope_value if grant.scope_kind in shares else "",
        territories=_territories(grant, language),
        valid_from=grant.valid_from,
        until=grant.valid_until,
    )


def _side_words(side: str, zh: bool) -> str:
    if side in SIDES:
        return SIDES[side][zh]
    return "录音与词曲作品" if zh else "recording and work"


def _territories(grant: Grant, language: str) -> str:
    where = terms_in_words(tuple(grant.territories_in), language)
    if not grant.territories_out:
        return where
    but = terms_in_words(tuple(grant.territories_out), language)
    return f"{where}（{but}除外）" if spoken(language) == "zh" else f"{where}, except {but}"


def _works(track: Track) -> Iterable[WorkOf]:
    works: Any = Work.objects.filter(track_links__track=track).prefetch_related("shares")
    for work in works.order_by("title", "pk"):
        yield WorkOf(work.title, work.iswc, tuple(_writer(share) for share in work.shares.all()))


def _writer(share: Share) -> Writer:
    percent = f"{share.percent.normalize():f}"
    return Writer(share.name, str(share.get_role_display()), percent, share.society)
