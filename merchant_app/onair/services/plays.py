"""Proof of play: what players report becomes rows that rights holders can rely on."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from licensing.catalogue.models import Track
from merchant_app import music
from merchant_app.onair.models import Play, PlayerDevice, Publication
from merchant_app.onair.services.covered import by_todays_terms, past_of
from merchant_app.onair.services.sweeping import store_sweep
from merchant_app.playlists.survivors import survivors

AHEAD = timedelta(minutes=5)
"""Clocks differ; a play that starts later than this from now did not happen yet."""
OLDEST = timedelta(days=60)
"""A player may be without a connection for weeks; older reports are no longer believed."""
SKEW = timedelta(seconds=60)
"""Up to here a device's clock is taken as right."""


@dataclass(frozen=True)
class Reported:
    """One play as a player reports it; `key` makes it count once however often it is sent."""

    key: uuid.UUID
    track_id: int
    started_at: datetime
    ms_played: int
    transition: str
    source: str = "stream"
    publication_id: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a reported play: recorded, known (sent before) or refused, and why."""

    key: uuid.UUID
    outcome: str
    reason: str = ""


def plays_record(
    *,
    device: PlayerDevice,
    reported: Sequence[Reported],
    sent_at: datetime | None = None,
    moment: datetime | None = None,
) -> list[Outcome]:
    """Record what a player played. Bad rows are refused one by one, good ones are kept.

    `sent_at` is the player's clock when it sent them: a clock that is wrong by more than a minute
    is corrected by the difference. Each row keeps the licence that covered it at its moment.
    """
    now = moment or timezone.now()
    shift = now - sent_at if sent_at is not None else timedelta()
    if abs(shift) <= SKEW:
        shift = timedelta()
    rows: dict[uuid.UUID, tuple[Reported, datetime]] = {}
    outcomes: dict[uuid.UUID, Outcome] = {}
    taken = _taken([each.key for each in reported])
    allowed = _published_tracks(device, [each.track_id for each in reported], now)
    for each in reported:
        started = each.started_at + shift
        if each.key in taken:
            known = taken[each.key] == device.store_id
            outcomes[each.key] = Outcome(
                each.key, "known" if known else "refused", "" if known else "key_in_use"
            )
        elif each.track_id not in allowed:
            outcomes[each.key] = Outcome(each.key, "refused", "never_published_here")
        elif started > now + AHEAD:
            outcomes[each.key] = Outcome(each.key, "refused", "in_the_future")
        elif started < now - OLDEST:
            outcomes[each.key] = Outcome(each.key, "refused", "too_old")
        else:
            rows.setdefault(each.key, (each, started))
            outcomes[each.key] = Outcome(each.key, "recorded")
    Play.objects.bulk_create(_plays(device, list(rows.values()), now), ignore_conflicts=True)
    return list(outcomes.values())


def _taken(keys: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    return dict(Play.objects.filter(key__in=keys).values_list("key", "store_id"))


def _published_tracks(device: PlayerDevice, track_ids: list[int], now: datetime) -> set[int]:
    """Those of the tracks that were on air in the shop lately, also by a playlist since deleted.

    A player that is cut off goes on with what it has, so what was stopped is believed for longer.
    """
    lately = Q(stopped_at=None) | Q(stopped_at__gte=now - 2 * OLDEST)
    on_air = Publication.objects.filter(lately, store_id=device.store_id)
    listed = set().union(*on_air.values_list("track_ids", flat=True))
    published = set(track_ids) & {*listed, *survivors(listed).values()}
    return set(Track.objects.filter(pk__in=published).values_list("pk", flat=True))


def _plays(
    device: PlayerDevice, rows: list[tuple[Reported, datetime]], now: datetime
) -> list[Play]:
    """Unsaved plays, each with the licence that covered it when it began."""
    store = device.store
    zone = ZoneInfo(store.timezone)
    days: dict[Any, list[tuple[Reported, datetime]]] = defaultdict(list)
    for row in rows:
        days[row[1].astimezone(zone).date()].append(row)
    uses = {day: music.use_for(store, moment=of_day[0][1]) for day, of_day in days.items()}
    by_day = {
        day: by_todays_terms({each.track_id for each, _at in of_day}, uses[day])
        for day, of_day in days.items()
    }
    if not all(answer.allowed for answers in by_day.values() for answer in answers.values()):
        # What ended a moment ago is noted first: a play that began before then was covered.
        store_sweep(store=store, moment=now)
    past = past_of(store, {each.track_id for each, _at in rows})
    publications = set(
        Publication.objects.filter(
            store=store,
            pk__in=[each.publication_id for each, _at in rows if each.publication_id],
        ).values_list("pk", flat=True)
    )
    plays = []
    for day, of_day in days.items():
        for each, started in of_day:
            covered = past.covered(each.track_id, started, by_day[day][each.track_id])
            plays.append(
                Play(
                    key=each.key,
                    organisation_id=store.organisation_id,
                    store=store,
                    store_name=store.name,
                    device=device,
                    publication_id=(
                        each.publication_id if each.publication_id in publications else None
                    ),
                    track_id=each.track_id,
                    started_at=started,
                    finished_at=started + timedelta(milliseconds=each.ms_played),
                    ms_played=each.ms_played,
                    transition=each.transition,
                    source=each.source,
                    timezone=store.timezone,
                    cleared=covered.allowed,
                    licence={
                        **covered.licence,
                        "territory": uses[day].territory,
                        "premises": uses[day].premises,
                        "reasons": covered.reasons,
                    },
                )
            )
    return plays
