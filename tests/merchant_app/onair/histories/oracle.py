"""What may play, said a second time and in the plainest way: the judge of the histories.

It shares nothing with the product: no model, no query, no rule, only the terms as they were agreed.
It looks at one moment at a time and at plain dicts that the history keeps beside the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

PERFORM, COPY = "public_performance", "reproduction"
EU = {"DE", "FR"}  # of the countries that the histories visit
#: (right, side) without which nothing plays. United Kingdom: the supplier's dubbing needs leave on
#: both sides; United States: its copies need leave on the recording.
NEEDED = {
    "GB": {(PERFORM, "recording"), (PERFORM, "work"), (COPY, "recording"), (COPY, "work")},
    "US": {(PERFORM, "recording"), (PERFORM, "work"), (COPY, "recording")},
}
EVERYWHERE = {(PERFORM, "recording"), (PERFORM, "work")}


@dataclass
class Plain:
    """The world as plain values. Ids are those of the database."""

    tracks: dict[int, dict[str, Any]] = field(default_factory=dict)
    grants: dict[int, dict[str, Any]] = field(default_factory=dict)
    shop: dict[str, Any] = field(default_factory=dict)
    shops: int = 1
    blocked: set[int] = field(default_factory=set)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.shop["timezone"])).date()

    def stand_in(self, track_id: int) -> int:
        while self.tracks[track_id]["merged_into"]:
            track_id = self.tracks[track_id]["merged_into"]
        return track_id

    def cleared(self, moment: datetime) -> set[int]:
        """Ids of the tracks whose rights allow them in the shop at this moment."""
        fitting = [grant for grant in self.grants.values() if self._fits(grant, moment)]
        return {pk for pk, track in self.tracks.items() if self._may(pk, track, fitting)}

    def _fits(self, grant: dict[str, Any], moment: datetime) -> bool:
        shop, today = self.shop, self.day(moment)
        if grant["status"] != "active":
            return False
        if grant["valid_from"] and today < grant["valid_from"]:
            return False
        if grant["valid_until"] and today > grant["valid_until"]:
            return False
        if not self._speaks_of(grant["territories_in"]):
            return False
        if self._speaks_of(grant["territories_out"]):
            return False
        if "*" not in grant["premises"] and shop["premises_type"] not in grant["premises"]:
            return False
        area, largest = shop["floor_area_m2"], grant["max_floor_area_m2"]
        if largest is not None and (area is None or area > largest):
            return False
        if grant["max_locations"] is not None and self.shops > grant["max_locations"]:
            return False
        if not grant["interactive"]:
            return False
        in_america = shop["territory"] in ("US", "CA")
        return not (in_america and grant["basis"] == "blanket" and shop["activities"])

    def _speaks_of(self, terms: list[str]) -> bool:
        here = self.shop["territory"]
        return any(t in ("*", here) or (t == "EU" and here in EU) for t in terms)

    def _may(self, pk: int, track: dict[str, Any], fitting: list[dict[str, Any]]) -> bool:
        if track["withdrawn"] or track["quality_hold"] or track["merged_into"]:
            return False
        for right, side in NEEDED.get(self.shop["territory"], EVERYWHERE):
            able = [grant for grant in fitting if _gives(grant, right, side)]
            if any(_holds(grant, pk, track) for grant in able):
                continue
            if side == "recording" or not track["works"]:
                return False
            if not all(_work_covered(work, able) for work in track["works"]):
                return False
        return True


def _gives(grant: dict[str, Any], right: str, side: str) -> bool:
    free = grant["basis"] in ("open_licence", "public_domain")
    return grant["side"] in (side, "both") and (free or right in grant["rights"])


def _holds(grant: dict[str, Any], pk: int, track: dict[str, Any]) -> bool:
    kind, value = grant["scope_kind"], grant["scope_value"].lower()
    if kind == "tracks":
        return pk in grant["track_ids"]
    if kind == "release":
        return value in (track["release"].lower(), track["release_icpn"])
    if kind == "label":
        return value == track["label"].lower()
    return kind == "catalogue"


def _work_covered(shares: list[tuple[str, str, float]], able: list[dict[str, Any]]) -> bool:
    """shares: (name, society, percent)."""
    owned = [share for share in shares if share[2] > 0]
    if not owned or abs(sum(share[2] for share in owned) - 100) > 0.01:
        return False
    return all(
        any(
            (grant["scope_kind"], grant["scope_value"].lower())
            in {("society", society.lower()), ("publisher", name.lower())}
            for grant in able
        )
        for name, society, _percent in owned
    )
