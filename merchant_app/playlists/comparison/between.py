"""What happened between two versions: who said what, which versions were made, what lost its right.

Read once for a comparison; `reasons` looks each track up here.
"""

from __future__ import annotations

from dataclasses import dataclass

from licensing.rights.selectors import decisions_for
from matching.intent.state import ACCEPTING, REJECTING, Wish
from merchant_app import music
from merchant_app.onair.models import LostRight
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion, Verdict
from merchant_app.playlists.survivors import survivors
from merchant_app.stores.models import BlockedTrack, Store

#: A wish whose strength moved by less than this did not change for a listener.
NOTICED = 0.1


@dataclass(frozen=True)
class Said:
    """The last decision on a track between the two versions, and whose it was."""

    fits: bool
    name: str


@dataclass(frozen=True)
class Between:
    """The way from version `a` to version `b`, where a was made first. Ids are of tracks that play.

    said, voted: by the team and by colleagues with a link. restored: track id → numbers of
    versions that were brought back and had it. fuller, weaker: wishes by key that count more or
    less in b.
    """

    a: PlaylistVersion
    b: PlaylistVersion
    said: dict[int, Said]
    voted: dict[int, bool]
    answers: int
    restored: dict[int, int]
    last_restored: int | None
    lost: frozenset[int]
    blocked: frozenset[int]
    blocked_artists: frozenset[str]
    fuller: dict[str, Wish]
    weaker: dict[str, Wish]


def between(playlist: Playlist, a: PlaylistVersion, b: PlaylistVersion, ids: set[int]) -> Between:
    """`ids` are the tracks of both versions. A fixed number of queries."""
    rows = list(
        Verdict.objects.filter(
            playlist=playlist,
            undone_at=None,
            created_at__lte=b.created_at,
            created_at__gt=a.created_at,
        )
        .order_by("pk")
        .values_list("track_id", "kind", "voter_id", "user__name")
    )
    stand_in = survivors(row[0] for row in rows)
    said: dict[int, Said] = {}
    voted: dict[int, bool] = {}
    for track_id, kind, voter_id, name in rows:
        if kind not in ACCEPTING | REJECTING:
            continue
        if voter_id is None:
            said[stand_in[track_id]] = Said(kind in ACCEPTING, name or "")
        else:
            voted[stand_in[track_id]] = kind in ACCEPTING
    restored, last_restored = _restored(playlist, a, b)
    fuller, weaker = wishes_moved(a, b)
    return Between(
        a=a,
        b=b,
        said=said,
        voted=voted,
        answers=len(said),
        restored=restored,
        last_restored=last_restored,
        lost=_lost(playlist, a, b, ids),
        blocked=_blocked(playlist.store),
        blocked_artists=frozenset(
            name.casefold()
            for name in playlist.store.blocked_artists.values_list("artist", flat=True)
        ),
        fuller=fuller,
        weaker=weaker,
    )


def wishes_of(version: PlaylistVersion) -> dict[str, Wish]:
    """The wishes of a version by key; one that was taken away has no strength."""
    wishes = (Wish.from_json(row) for row in version.wishes)
    return {wish.key: wish for wish in wishes}


def weight(wish: Wish | None) -> float:
    """How much a wish counts, 0..1; none and a removed one count nothing."""
    return 0.0 if wish is None or wish.removed else wish.strength


def wishes_moved(a: PlaylistVersion, b: PlaylistVersion) -> tuple[dict[str, Wish], dict[str, Wish]]:
    """The wishes that count more in b, and those that count less, in the words of that version."""
    before, after = wishes_of(a), wishes_of(b)
    fuller = {
        key: wish
        for key, wish in after.items()
        if weight(wish) - weight(before.get(key)) >= NOTICED
    }
    weaker = {
        key: wish
        for key, wish in before.items()
        if weight(wish) - weight(after.get(key)) >= NOTICED
    }
    return fuller, weaker


def _restored(
    playlist: Playlist, a: PlaylistVersion, b: PlaylistVersion
) -> tuple[dict[int, int], int | None]:
    """Track id → which version brought back had it; and the last version brought back."""
    versions = playlist.versions.filter(
        number__gt=a.number, number__lte=b.number, origin=PlaylistVersion.Origin.RESTORE
    ).order_by("number")
    brought_back = versions.values_list("restored_from", flat=True)
    numbers = [number for number in brought_back if number is not None]
    had = PlaylistItem.objects.filter(version__playlist=playlist, version__number__in=numbers)
    rows = list(had.order_by("version__number").values_list("track_id", "version__number"))
    stand_in = survivors(track_id for track_id, _number in rows)
    return {stand_in[track_id]: number for track_id, number in rows}, (
        numbers[-1] if numbers else None
    )


def _lost(
    playlist: Playlist, a: PlaylistVersion, b: PlaylistVersion, ids: set[int]
) -> frozenset[int]:
    """Tracks that lost their right on the way, or have none now."""
    lost = set(
        LostRight.objects.filter(
            playlist=playlist, version_before__gte=a.number, version_after__lte=b.number
        ).values_list("track_id", flat=True)
    )
    replaced = PlaylistItem.objects.filter(
        version__playlist=playlist,
        version__number__gt=a.number,
        version__number__lte=b.number,
        replaces__isnull=False,
    )
    lost.update(track for track in replaced.values_list("replaces_id", flat=True) if track)
    decided = decisions_for(ids, music.use_for(playlist.store))
    lost.update(track_id for track_id in ids if not decided[track_id].allowed)
    return frozenset(lost)


def _blocked(store: Store) -> frozenset[int]:
    return frozenset(BlockedTrack.objects.filter(store=store).values_list("track_id", flat=True))
