"""Whether a play was covered when it began, though rights may have ended or returned since."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from licensing.rights.licence_words import licences_for
from licensing.rights.rules import Use
from licensing.rights.selectors import decisions_for
from merchant_app.onair.models import LostRight, Publication
from merchant_app.stores.models import Store


@dataclass(frozen=True)
class Covered:
    """An answer, with the licence it rests on in words and the reasons as codes."""

    allowed: bool
    licence: dict[str, Any]
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class Past:
    """What a store knows of the past: what was lost when, and what was on air under which licence.

    `losses` and `publications` are in the order of time.
    """

    store: Store
    losses: list[LostRight]
    publications: list[Publication]

    def covered(self, track_id: int, started: datetime, now: Covered) -> Covered:
        """The answer for a play that began then. `now` is by today's terms, for that day.

        Today's terms hold for then, unless the play began while the track was without its right,
        or it was on air with a licence that was lost only after the play began.
        """
        losses = [loss for loss in self.losses if loss.track_id == track_id]
        for loss in losses:
            if loss.lost_at <= started and (loss.back_at is None or started < loss.back_at):
                return Covered(False, {**now.licence, "allowed": False}, loss.reasons)
        if now.allowed or not any(loss.lost_at > started for loss in losses):
            return now
        licence = self._licence_on_air(track_id, started)
        return Covered(True, licence, [{"code": "covered", "params": {}}]) if licence else now

    def _licence_on_air(self, track_id: int, moment: datetime) -> dict[str, Any]:
        day = moment.astimezone(ZoneInfo(self.store.timezone)).date().isoformat()
        for each in self.publications:
            running = each.published_at <= moment and (
                each.stopped_at is None or moment < each.stopped_at
            )
            licence = each.licences.get(str(track_id)) if running else None
            if licence and (licence["until"] is None or day <= licence["until"]):
                return dict(licence)
        return {}


def by_todays_terms(track_ids: Collection[int], use: Use) -> dict[int, Covered]:
    """What the grants as they are now say of these tracks in this use."""
    licences = licences_for(track_ids, use, "en")
    return {
        track_id: Covered(
            decision.allowed,
            dict(licences[track_id]),
            [{"code": reason.code, "params": dict(reason.params)} for reason in decision.reasons],
        )
        for track_id, decision in decisions_for(track_ids, use).items()
    }


def past_of(store: Store, track_ids: Collection[int]) -> Past:
    """The past of these tracks in this store; two queries, one where nothing was ever lost."""
    losses = LostRight.objects.filter(store=store, track__in=track_ids).order_by("lost_at", "pk")
    found = list(losses)
    publications = Publication.objects.filter(
        store=store, licences__has_any_keys=[str(track_id) for track_id in track_ids]
    )
    return Past(store, found, list(publications.order_by("published_at", "pk")) if found else [])
