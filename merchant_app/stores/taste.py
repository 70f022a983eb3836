"""What a store has taught in its playlists, in words, and what its boundary lets through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from licensing.catalogue.models import Track
from matching.intent.state import ACCEPTING, REJECTING, Wish
from matching.retrieval.query import Query, QueryProblem
from matching.retrieval.wording import say_wish
from merchant_app import music
from merchant_app.onair.models import Publication
from merchant_app.playlists.carried import (
    OWN,
    SIBLINGS,
    Source,
    carried_for,
    events_carried,
    say_list,
    say_names,
    siblings_of,
    sources_of,
    taught_to,
)
from merchant_app.playlists.models import Playlist, PlaylistVersion, Verdict
from merchant_app.playlists.services.versions import events_of, wishes_of
from merchant_app.playlists.survivors import survivors
from merchant_app.stores.boundary import STEPS, Step, step_of
from merchant_app.stores.models import Store

#: Older playlists still teach; the page speaks of these.
SHOWN_PLAYLISTS = 30
SHOWN_TRACKS = 4
WORDS_A_PLAYLIST = 3


@dataclass(frozen=True)
class TaughtWish:
    """One thing that all verdicts together say: strength 0..1, and what taught it where."""

    text: str
    less: bool
    strength: float
    playlists: str
    tracks: str


@dataclass(frozen=True)
class TaughtPlaylist:
    """One playlist of the store: what was said in it, what it taught, what it starts from."""

    playlist: Playlist
    accepted: int
    rejected: int
    words: str
    starts_from: str

    @property
    def carries(self) -> bool:
        return self.playlist.carries_over and bool(self.starts_from)


@dataclass(frozen=True)
class StepRow:
    """One step of the boundary; count: how many tracks it lets through, None where unknown."""

    step: Step
    chosen: bool
    count: int | None


@dataclass(frozen=True)
class Taste:
    """Everything the page shows.

    teachers: siblings it could learn from, in one phrase. current: the playlist on which the
    boundary is tried. cleared: how many tracks may be played.
    """

    own: Source | None
    teachers: str
    siblings: list[Store]
    wishes: list[TaughtWish]
    playlists: list[TaughtPlaylist]
    steps: list[StepRow]
    current: Playlist | None
    cleared: int


def taste_of(store: Store, tongue: str) -> Taste:
    """What the store taught, in `tongue` ("en" or "zh")."""
    sources = sources_of(store)
    playlists = list(store.playlists.order_by("-updated_at", "-pk")[:SHOWN_PLAYLISTS])
    newest = _newest_versions(playlists)
    learned = {
        playlist.pk: [
            wish
            for wish in (Wish.from_json(row) for row in newest[playlist.pk].wishes)
            if wish.origin == "learned" and not wish.removed
        ]
        for playlist in playlists
        if playlist.pk in newest
    }
    current = _current(store, playlists)
    steps, cleared = _steps(store, current, newest)
    return Taste(
        own=next((source for source in sources if source.key == OWN), None),
        teachers=say_names(
            name for source in sources if source.key == SIBLINGS for name in source.names
        ),
        siblings=list(siblings_of(store)),
        wishes=_in_words(store, tongue),
        playlists=_rows(playlists, learned, tongue),
        steps=steps,
        current=current,
        cleared=cleared,
    )


def _newest_versions(playlists: Iterable[Playlist]) -> dict[int, PlaylistVersion]:
    """Playlist id → its newest version; one query."""
    rows = PlaylistVersion.objects.filter(playlist__in=[each.pk for each in playlists])
    newest = rows.order_by("playlist_id", "-number").distinct("playlist_id")
    return {version.playlist_id: version for version in newest}


def _in_words(store: Store, tongue: str) -> list[TaughtWish]:
    """What all its verdicts together say, the firmest first, and in which playlists they fell."""
    carried = carried_for(store, OWN)
    wishes = music.taught_in_words(store, events_carried(carried))
    stand_in = survivors(int(row["id"]) for row in carried.get("events", []))
    heard_in: dict[int, dict[int, None]] = defaultdict(dict)
    for row in carried.get("events", []):
        heard_in[stand_in[int(row["id"])]][row["playlist"]] = None
    ids = {track for wish in wishes for track in wish.taught_by}
    tracks = Track.objects.in_bulk(ids)
    lists = Playlist.objects.in_bulk({pk for track in ids for pk in heard_in[track]})
    return [
        TaughtWish(
            text=say_wish(wish, tongue),
            less=wish.direction < 0 and wish.key.startswith("tag:"),
            strength=wish.strength,
            playlists=say_names(
                lists[pk].name
                for pk in dict.fromkeys(pk for track in wish.taught_by for pk in heard_in[track])
                if pk in lists
            ),
            tracks=say_list(
                _("“%(title)s”") % {"title": tracks[track].title}
                for track in wish.taught_by[:SHOWN_TRACKS]
                if track in tracks
            ),
        )
        for wish in wishes
    ]


def _rows(
    playlists: Sequence[Playlist], learned: dict[int, list[Wish]], tongue: str
) -> list[TaughtPlaylist]:
    last: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Verdict.objects.filter(
        playlist__in=[each.pk for each in playlists], undone_at=None, voter=None
    )
    for playlist, track, kind in rows.order_by("pk").values_list("playlist_id", "track_id", "kind"):
        if kind in ACCEPTING or kind in REJECTING:
            last[playlist][track] = kind
    return [
        TaughtPlaylist(
            playlist=playlist,
            accepted=sum(kind in ACCEPTING for kind in last[playlist.pk].values()),
            rejected=sum(kind in REJECTING for kind in last[playlist.pk].values()),
            words=say_list(
                say_wish(wish, tongue)
                for wish in sorted(learned.get(playlist.pk, []), key=lambda each: -each.strength)[
                    :WORDS_A_PLAYLIST
                ]
            ),
            starts_from=say_names(
                source["store_name"] for source in playlist.carried.get("sources", [])
            ),
        )
        for playlist in playlists
    ]


def _current(store: Store, playlists: Sequence[Playlist]) -> Playlist | None:
    """The playlist on air, else the one changed last that something was said about."""
    on_air = (
        Publication.objects.filter(store=store, stopped_at__isnull=True)
        .select_related("version__playlist")
        .first()
    )
    if on_air is not None and on_air.version is not None:
        return on_air.version.playlist
    said = set(
        Verdict.objects.filter(playlist__in=playlists, undone_at=None).values_list(
            "playlist_id", flat=True
        )
    )
    return next((each for each in playlists if each.pk in said), next(iter(playlists), None))


def _steps(
    store: Store, current: Playlist | None, newest: dict[int, PlaylistVersion]
) -> tuple[list[StepRow], int]:
    """The five steps with what each lets through for the current playlist; how many are cleared."""
    cleared = len(music.cleared_ids(store))
    here = step_of(store)
    counts = _counts(store, current, newest) or [None] * len(STEPS)
    rows = [StepRow(step, step == here, count) for step, count in zip(STEPS, counts, strict=True)]
    return rows, cleared


def _counts(
    store: Store, current: Playlist | None, newest: dict[int, PlaylistVersion]
) -> Sequence[int | None] | None:
    version = newest.get(current.pk) if current else None
    if current is None or version is None:
        return None
    try:
        query = Query.from_json(current.query)
    except QueryProblem:
        return None
    return music.tracks_within(
        store,
        query=query,
        events=events_of(current),
        wishes=wishes_of(version),
        taught=taught_to(current),
        boundaries=[step.value for step in STEPS],
    )
