"""What the listening room shows, ready for templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from matching.intent.state import Wish
from matching.retrieval.tag_groups import TAG_GROUPS
from matching.retrieval.wording import say_wish
from merchant_app.briefs.models import Seed
from merchant_app.onair.loudness import levelling_gain
from merchant_app.playlists.models import Playlist
from merchant_app.playlists.selectors import ItemRow, VersionView, WishRow

#: Facets an owner may wish for; the others are measured but mean little to a listener.
WISHED_FACETS = ("tempo_bpm", "energy", "vocal", "acoustic", "brightness", "mode")


@dataclass(frozen=True)
class RoomRow:
    """One track of the list: what the row component takes."""

    row: ItemRow
    src: str
    gain_db: float
    start: float
    peaks: bytes
    facets: dict[str, float]
    badge: str
    tone: str
    why: str
    stands_for: str


def room_rows(view: VersionView) -> list[RoomRow]:
    return [_row(row) for row in view.items]


def _row(row: ItemRow) -> RoomRow:
    asset = row.track.asset
    profile = asset.profile if asset else None
    badge, tone = "", ""
    if not row.licence["allowed"]:
        badge, tone = _("not cleared"), "no"
    elif row.item.kept:
        badge = _("kept")
    elif row.item.guess:
        badge, tone = _("a guess"), "warn"
    joint = "；" if (get_language() or "").startswith("zh") else "; "
    seed = row.item.substitute_for
    return RoomRow(
        row=row,
        src=row.audio_url,
        gain_db=(levelling_gain(profile.loudness_lufs, profile.true_peak_dbtp) if profile else 0.0),
        start=profile.preview_start_s if profile else 0.0,
        peaks=bytes(profile.peaks) if profile else b"",
        facets=profile.facets if profile else {},
        badge=badge,
        tone=tone,
        why=joint.join(row.reasons),
        stands_for=seed.name if seed else "",
    )


@dataclass(frozen=True)
class StandIn:
    """A song of the brief, and the cleared track that stands in for it."""

    seed: Seed
    similarity: float | None


def stand_ins(playlist: Playlist) -> list[StandIn]:
    """The seeds of the brief that were heard, each with its substitute."""
    if playlist.brief_id is None:
        return []
    seeds = Seed.objects.filter(brief=playlist.brief_id).select_related("substitute", "track")
    return [StandIn(seed, seed.similarity) for seed in seeds[:40]]


def wish_choices(wishes: list[WishRow], language: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """What can still be wished for: (group, choices) with keys, directions and words."""
    tongue = "zh" if language.startswith("zh") else "en"
    taken = {(wish.key, wish.direction) for wish in wishes if not wish.removed}

    def choice(key: str, direction: int) -> dict[str, Any]:
        wish = Wish(key=key, direction=direction, strength=1.0, origin="owner")
        return {"value": f"{key}|{direction}", "text": say_wish(wish, tongue)}

    facets = [
        choice(f"facet:{facet}:{'higher' if direction > 0 else 'lower'}", direction)
        for facet in WISHED_FACETS
        for direction in (1, -1)
        if (f"facet:{facet}:{'higher' if direction > 0 else 'lower'}", direction) not in taken
    ]
    more = [
        choice(f"tag:{group.name}", 1)
        for group in TAG_GROUPS
        if (f"tag:{group.name}", 1) not in taken
    ]
    less = [
        choice(f"tag:{group.name}", -1)
        for group in TAG_GROUPS
        if (f"tag:{group.name}", -1) not in taken
    ]
    return [(_("Character"), facets), (_("More of"), more), (_("Less of"), less)]
