"""A small catalogue, one shop with a player, and everything that can happen to them.

Every event changes the database as the product would and the plain values beside it; what the
product answers afterwards is held against the oracle.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404

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
from tests.merchant_app.onair.histories.rights_events import BEGIN, RightsEvents

ZONES = {
    "DE": "Europe/Berlin",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "US": "America/Los_Angeles",
    "JP": "Asia/Tokyo",
}


@dataclass
class World(RightsEvents):
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
