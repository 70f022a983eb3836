"""What can happen to the tracks and grants of the small catalogue."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from licensing.catalogue.models import Track
from licensing.licences.models import Grant, GrantTrack
from tests.merchant_app.onair.histories.oracle import Plain

BEGIN = datetime(2031, 5, 6, 9, 0, tzinfo=UTC)
TERRITORIES = (["*"], ["*"], ["*"], ["EU"], ["DE"], ["DE", "GB", "US"], ["JP", "US"])
RIGHTS = (["public_performance", "reproduction"], ["public_performance"], ["reproduction"])


class RightsEvents:
    """Each event changes the database and the oracle's plain copy alike."""

    plain: Plain
    rnd: random.Random
    now: datetime

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
