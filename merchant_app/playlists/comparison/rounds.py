"""Every version of a playlist in a list: who made it, when, why, and how much it changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from matching.intent.state import ACCEPTING, REJECTING
from matching.intent.sureness import Sureness
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion, Verdict
from merchant_app.playlists.survivors import survivors

#: Older ones are opened by their number.
MOST = 100


@dataclass(frozen=True)
class Round:
    """A version beside the one before it. kept, rejected: answers that led to it."""

    version: PlaylistVersion
    tracks: int
    came: int
    went: int
    kept: int
    rejected: int
    votes: int
    sure: Sureness | None
    earlier: int | None


def rounds_of(playlist: Playlist) -> list[Round]:
    """Newest first, in a fixed number of queries."""
    versions = list(
        PlaylistVersion.objects.filter(playlist=playlist).select_related("created_by")[: MOST + 1]
    )
    rows = list(
        PlaylistItem.objects.filter(version__in=versions).values_list("version_id", "track_id")
    )
    stand_in = survivors(track_id for _version, track_id in rows)
    tracks: dict[int, set[int]] = {version.pk: set() for version in versions}
    for version_id, track_id in rows:
        tracks[version_id].add(stand_in[track_id])
    said = _said(playlist)
    found = []
    for version, earlier in zip(versions, [*versions[1:], None], strict=True):
        now = tracks[version.pk]
        before = tracks[earlier.pk] if earlier else set()
        counts = said.get(earlier.number if earlier else -1, Counter())
        found.append(
            Round(
                version=version,
                tracks=len(now),
                came=len(now - before) if earlier else 0,
                went=len(before - now),
                kept=counts["kept"],
                rejected=counts["rejected"],
                votes=counts["votes"],
                sure=Sureness.from_json(version.sureness) if version.sureness else None,
                earlier=earlier.number if earlier else None,
            )
        )
    return found[:MOST]


def _said(playlist: Playlist) -> dict[int, Counter[str]]:
    """Version number → how many answers and colleagues' votes were given on it."""
    found: dict[int, Counter[str]] = {}
    rows = Verdict.objects.filter(playlist=playlist, undone_at=None)
    for number, kind, voter in rows.values_list("version_number", "kind", "voter_id"):
        counts = found.setdefault(number, Counter())
        if voter is not None:
            counts["votes"] += 1
        elif kind in ACCEPTING:
            counts["kept"] += 1
        elif kind in REJECTING:
            counts["rejected"] += 1
    return found
