"""A small catalogue, one shop with a player, and everything that can happen to them.

Every event changes the database as the product would and the plain values beside it; what the
product answers afterwards is held against the oracle.
"""

from __future__ import annotations

import copy
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.http import Http404

from licensing.catalogue.models import Track
from licensing.licences.models import Grant, GrantTrack
from merchant_app.media.access import open_link
from merchant_app.media.links import Link, LinkEnded
from merchant_app.onair.manifest import manifest, on_air, song_in_air
from merchant_app.onair.models import Play, PlayerDevice
from merchant_app.onair.problems import OnAirProblem
from merchant_app.onair.selectors import current_publication
from merchant_app.onair.services import plays_record, publish, unpublish
from merchant_app.onair.services.plays import Reported
from merchant_app.onair.services.sweeping import rights_sweep
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.stores.models import BlockedTrack, Store
from tests.merchant_app.onair.histories.oracle import Plain

BEGIN = datetime(2031, 5, 6, 9, 0, tzinfo=UTC)
ZONES = {
    "DE": "Europe/Berlin",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "US": "America/Los_Angeles",
    "JP": "Asia/Tokyo",
}
TERRITORIES = (["*"], ["*"], ["*"], ["EU"], ["DE"], ["DE", "GB", "US"], ["JP", "US"])
RIGHTS = (["public_performance", "reproduction"], ["public_performance"], ["reproduction"])


@dataclass
class World:
    """One history at work. `plain` is the oracle's copy of the database."""

    store: Store
    second: Store  # another merchant's, at first
    playlist: Playlist
    device: PlayerDevice
    plain: Plain
    rnd: random.Random
    clock: Any
    now: datetime = BEGIN
    told: list[str] = field(default_factory=list)
    #: What the player holds since its last sync.
    held: list[int] = field(default_factory=list)
    #: (track, moment, whether it was cleared then) of plays not reported yet.
    unsent: list[tuple[int, datetime, bool]] = field(default_factory=list)

    # --- what can happen ---------------------------------------------------------------------
    def grant_usual(self) -> None:
        """A plain licence for most of the catalogue, as most shops have."""
        terms: dict[str, Any] = {
            "licensor": "Usual",
            "rights": RIGHTS[0],
            "side": "both",
            "basis": "blanket",
            "scope_kind": "tracks",
            "scope_value": "",
            "territories_in": ["*"],
            "territories_out": [],
            "premises": ["*"],
            "max_floor_area_m2": None,
            "max_locations": self.rnd.choice([None, 1]),
            "valid_from": None,
            "valid_until": self.rnd.choice([None, BEGIN.date()]),
            "offline": True,
            "interactive": True,
            "status": "active",
        }
        self._granted(terms, set(self.rnd.sample(sorted(self.plain.tracks), 4)))

    def grant_added(self) -> None:
        rnd, base = self.rnd, BEGIN.date()
        kind, value = rnd.choice(
            [("tracks", ""), ("tracks", ""), ("tracks", ""), ("label", "blue note street"),
             ("release", "Morning"), ("catalogue", ""), ("society", "GEMA"), ("society", "PRS"),
             ("publisher", "Ann")]
        )  # fmt: skip
        on_shares = kind in ("society", "publisher")
        terms: dict[str, Any] = {
            "licensor": "L",
            "rights": rnd.choice(RIGHTS[:2] if rnd.random() < 0.9 else RIGHTS),
            "side": "work" if on_shares else rnd.choice(["both"] * 4 + ["recording", "work"]),
            "basis": rnd.choice(["direct", "blanket", "open_licence", "statutory"]),
            "scope_kind": kind,
            "scope_value": value,
            "territories_in": rnd.choice(TERRITORIES),
            "territories_out": rnd.choice([[], [], [], ["FR"], ["EU"]]),
            "premises": rnd.choice([["*"], ["*"], ["cafe"], ["gym", "bar"]]),
            "max_floor_area_m2": rnd.choice([None, None, 50, 200]),
            "max_locations": rnd.choice([None, None, 1, 2]),
            "valid_from": rnd.choice([None, None, base - timedelta(days=1), base + timedelta(2)]),
            "valid_until": rnd.choice([None, None, base, base + timedelta(days=1)]),
            "offline": rnd.random() < 0.5,
            "interactive": rnd.random() < 0.95,
            "status": rnd.choice(["active"] * 5 + ["suspended"]),
        }
        held = rnd.sample(sorted(self.plain.tracks), rnd.randint(1, 4))
        self._granted(terms, set(held) if kind == "tracks" else set())

    def _granted(self, terms: dict[str, Any], held: set[int]) -> None:
        grant = Grant.objects.create(**terms)
        GrantTrack.objects.bulk_create(GrantTrack(grant=grant, track_id=pk) for pk in held)
        self.plain.grants[grant.pk] = {**terms, "track_ids": held}

    def grant_changed(self) -> None:
        """Revoked, suspended, resumed, narrowed, widened: any term, by any value."""
        rnd, base = self.rnd, self.now.date()
        if not self.plain.grants:
            self.grant_usual()
            return
        values: dict[str, list[Any]] = {
            "status": ["active", "suspended", "revoked", "expired", "active"],
            "territories_in": list(TERRITORIES),
            "territories_out": [[], ["FR"], ["EU"], [self.plain.shop["territory"]]],
            "premises": [["*"], ["cafe"], ["gym"]],
            "max_floor_area_m2": [None, 50, 100, 200],
            "max_locations": [None, 1, 2],
            "valid_until": [None, base - timedelta(days=1), base, base + timedelta(days=1)],
            "valid_from": [None, base, base + timedelta(days=1)],
            "rights": list(RIGHTS),
        }
        name = rnd.choice(["status"] * 4 + list(values))
        value = rnd.choice(values[name])
        grant = Grant.objects.get(pk=rnd.choice(sorted(self.plain.grants)))
        setattr(grant, name, value)
        grant.save()
        self.plain.grants[grant.pk][name] = value

    def grant_deleted(self) -> None:
        if self.plain.grants:
            pk = self.rnd.choice(sorted(self.plain.grants))
            Grant.objects.filter(pk=pk).delete()
            del self.plain.grants[pk]

    def grant_reaches(self) -> None:
        """A track comes into the scope of a grant, or leaves it."""
        listing = [pk for pk, each in self.plain.grants.items() if each["scope_kind"] == "tracks"]
        if listing:
            pk, track = self.rnd.choice(listing), self.rnd.choice(sorted(self.plain.tracks))
            held = self.plain.grants[pk]["track_ids"]
            if track in held:
                GrantTrack.objects.filter(grant_id=pk, track_id=track).delete()
            else:
                GrantTrack.objects.create(grant_id=pk, track_id=track)
            held.symmetric_difference_update({track})

    def track_changed(self) -> None:
        pk = self.rnd.choice(sorted(self.plain.tracks))
        name = self.rnd.choice(["withdrawn", "quality_hold"])
        value = not self.plain.tracks[pk][name]
        track = Track.objects.get(pk=pk)
        setattr(track, name, value)
        track.save()
        self.plain.tracks[pk][name] = value

    def track_merged(self) -> None:
        """Merged into another, never in a circle; or a merge taken back."""
        pk, into = self.rnd.sample(sorted(self.plain.tracks), 2)
        target: int | None = into
        if self.plain.tracks[pk]["merged_into"] or self.plain.stand_in(into) == pk:
            target = None
        Track.objects.filter(pk=pk).update(merged_into=target)
        self.plain.tracks[pk]["merged_into"] = target

    def shop_moved(self) -> None:
        territory = self.rnd.choice(sorted(ZONES))
        self._shop(territory=territory, timezone=ZONES[territory])

    def shop_changed(self) -> None:
        facts: list[dict[str, Any]] = [
            {"premises_type": self.rnd.choice(["cafe", "gym", "salon"])},
            {"floor_area_m2": self.rnd.choice([None, 40, 120])},
            {"activities": self.rnd.choice([[], ["dj"], ["dance_class", "karaoke"]])},
        ]
        self._shop(**self.rnd.choice(facts))

    def _shop(self, **facts: Any) -> None:
        for name, value in facts.items():
            setattr(self.store, name, value)
        self.store.save()
        self.plain.shop.update(facts)

    def shops_counted(self) -> None:
        """The merchant takes over a second shop, or gives it away."""
        mine = self.store.organisation_id if self.plain.shops == 1 else self.second.organisation_id
        Store.objects.filter(pk=self.second.pk).update(organisation=mine)
        self.plain.shops = 3 - self.plain.shops

    def blocked(self) -> None:
        pk = self.rnd.choice(sorted(self.plain.tracks))
        if pk in self.plain.blocked:
            BlockedTrack.objects.filter(store=self.store, track_id=pk).delete()
        else:
            BlockedTrack.objects.create(store=self.store, track_id=pk)
        self.plain.blocked.symmetric_difference_update({pk})

    def time_passes(self) -> None:
        """A minute, an hour, half a day, or to the last and the first second of a day there."""
        zone = ZoneInfo(self.plain.shop["timezone"])
        midnight = datetime.combine(self._today() + timedelta(days=1), datetime.min.time(), zone)
        step = self.rnd.choice([60, 3600, 13 * 3600, -1, 0])
        self._travel(
            midnight + timedelta(seconds=step) if step < 1 else self.now + timedelta(seconds=step)
        )

    def _today(self) -> date:
        return self.plain.day(self.now)

    def _travel(self, to: datetime) -> None:
        self.now = max(self.now + timedelta(seconds=1), to.astimezone(UTC))
        self.clock.move_to(self.now)

    # --- what the product does ---------------------------------------------------------------
    def published(self) -> None:
        versions = list(PlaylistVersion.objects.filter(playlist=self.playlist).order_by("pk"))
        version = self.rnd.choice(versions)
        places = [self.plain.stand_in(pk) for pk in _listed(version)]
        able = bool(self.may_play() & set(places))
        try:
            publish(store=self.store, version=version, user=None)
            refused = ""
        except OnAirProblem as problem:
            refused = problem.code
        assert refused == ("" if able else "nothing_cleared")

    def taken_off(self) -> None:
        unpublish(store=self.store)
        self.held = []

    def swept(self) -> None:
        publication = current_publication(self.store)
        before = _listed(publication.version) if publication and publication.version else []
        rights_sweep()
        publication = current_publication(self.store)
        after = _listed(publication.version) if publication and publication.version else []
        by_rights, wanted = self.plain.cleared(self.now), self.may_play()
        if all(self.plain.stand_in(pk) in by_rights for pk in before):
            assert after == before, "a list without fault was changed"
            return
        if not wanted:
            assert after == before, "with nothing to play, the list stays for better days"
            return
        stay = dict.fromkeys(p for p in map(self.plain.stand_in, before) if p in wanted)
        gaps = sum(self.plain.stand_in(pk) not in wanted for pk in before)
        assert set(after) <= wanted, "the sweep left an uncleared track on air"
        assert [pk for pk in after if pk in stay] == list(stay), "what may stay was moved or lost"
        assert len(after) == min(len(stay) + gaps, len(wanted)), "a gap was not filled"

    def synced(self) -> None:
        items = manifest(self.device)["items"]
        self.held = [item["id"] for item in items]
        assert set(self.held) <= self.may_play()

    def played(self) -> None:
        """The player asks, plays what it is given, and reports it at once."""
        self.synced()
        if self.held:
            self._reported(self.rnd.choice(self.held), self.now, must=True)

    def played_offline(self) -> None:
        """A player without a connection goes on with what it holds; that is heard of later."""
        if self.held:
            self._travel(self.now + timedelta(seconds=30))
            self.swept()
            track = self.rnd.choice(self.held)
            covered = track in self.plain.cleared(self.now)
            self.unsent.append((track, self.now, covered))
            self._travel(self.now + timedelta(seconds=30))

    def reported_late(self) -> None:
        if self.unsent:
            track, moment, covered = self.unsent.pop()
            self._reported(track, moment, may=covered)

    def _reported(
        self, track: int, moment: datetime, *, may: bool = True, must: bool = False
    ) -> None:
        key = uuid.UUID(int=self.rnd.getrandbits(128))
        row = Reported(key=key, track_id=track, started_at=moment, ms_played=9, transition="stop")
        plays_record(device=self.device, reported=[row])
        play = Play.objects.filter(key=key).first()
        assert play is not None or not must
        if play is not None:
            assert may or not play.cleared, "an uncleared play counts as covered"
            assert play.cleared or not must, "a play that was allowed counts as uncovered"

    # --- what must hold at every moment --------------------------------------------------------
    def may_play(self) -> set[int]:
        return self.plain.cleared(self.now) - self.plain.blocked

    def looked_at(self) -> None:
        """What a player would be given now, and what each media address would open."""
        may = self.may_play()
        now = on_air(self.store)
        assert set(now.track_ids) <= may, "an uncleared track is on air"
        version = now.publication.version if now.publication else None
        if version is not None:
            places = dict.fromkeys(map(self.plain.stand_in, _listed(version)))
            assert set(now.track_ids) == may & set(places), "a cleared track does not play"
        track = self.rnd.choice(sorted(self.plain.tracks))
        if self.rnd.random() < 0.25:
            assert self._opens(track) == (track in may)
        if self.rnd.random() < 0.25:
            song = song_in_air(self.device, track, now)
            assert (song == "play") == (track in may)
            if track in self.plain.cleared(self.now) and track not in may:
                assert song == "fade"

    def _opens(self, track: int) -> bool:
        try:
            open_link(Link("track", track, f"d{self.device.pk}", self.store.pk, 2**40))
        except (LinkEnded, Http404):
            return False
        return True


def _listed(version: PlaylistVersion) -> list[int]:
    return list(version.items.order_by("position", "pk").values_list("track_id", flat=True))


def run(world: World, events: int) -> None:
    """One history from its first grants to its last event."""
    usual: list[Callable[[], None]] = [
        world.grant_changed, world.grant_changed, world.grant_changed, world.grant_added,
        world.grant_deleted, world.grant_reaches, world.track_changed, world.track_merged,
        world.shop_moved, world.shop_changed, world.shops_counted, world.shops_counted,
        world.blocked, world.time_passes, world.time_passes, world.time_passes, world.published,
        world.published,
        world.taken_off, world.swept, world.swept, world.swept, world.synced, world.played,
        world.played, world.played_offline, world.reported_late, world.reported_late,
    ]  # fmt: skip
    world.grant_usual()
    world.grant_usual()
    world.grant_added()
    first = [world.published, world.synced]
    for number in range(events):
        event = first[number] if number < len(first) else world.rnd.choice(usual)
        world.told.append(f"{world.now:%d %H:%M:%S} {event.__name__}")
        event()
        world.looked_at()
    world.told.append("the last sweep")
    world.swept()


def a_world(base: World, seed: int, clock: time_machine.Coordinates) -> World:
    """The base with a fresh copy of all that a history changes."""
    clock.move_to(BEGIN)
    store = Store.objects.select_related("organisation").get(pk=base.store.pk)
    device = PlayerDevice.objects.get(pk=base.device.pk)
    device.store = store  # as each request reads it anew
    return World(
        store=store,
        second=base.second,
        playlist=base.playlist,
        device=device,
        plain=copy.deepcopy(base.plain),
        rnd=random.Random(seed),
        clock=clock,
    )
