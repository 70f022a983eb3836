"""Reading playlists for pages and API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from licensing.catalogue.models import Track
from licensing.rights.licence_words import LicenceWords, licences_for
from licensing.rights.words import spoken
from matching.intent.state import Wish
from matching.retrieval.reasons import Reason
from matching.retrieval.wording import say_reasons, say_wish
from merchant_app import music
from merchant_app.accounts.models import Organisation, User
from merchant_app.media.urls_signed import track_url
from merchant_app.onair.models import Publication
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.playlists.spoken import Spoken, spoken_of
from merchant_app.playlists.standing import NOTHING, Standing, standing_of
from merchant_app.playlists.survivors import survivors


def playlists_of(organisation: Organisation) -> QuerySet[Playlist]:
    """The playlists of an organisation."""
    return Playlist.objects.filter(store__organisation=organisation).select_related(
        "store", "brief", "created_by"
    )


@dataclass(frozen=True)
class WishRow:
    """One wish as a page shows it."""

    key: str
    text: str
    direction: int
    strength: float
    origin: str
    locked: bool
    removed: bool
    taught_by: tuple[int, ...] = ()
    never: bool = False
    emerging: bool = False

    @property
    def less(self) -> bool:
        """Whether it turns against something; "calm" and "slow" ask for what they say."""
        return self.direction < 0 and self.key.startswith("tag:")


@dataclass(frozen=True)
class ItemRow:
    """One track of a version with everything a page or program shows of it."""

    item: PlaylistItem
    audio_url: str
    reasons: list[str]
    licence: LicenceWords
    standing: Standing = NOTHING

    @property
    def verdict(self) -> str:
        """What counts of it now; "" for nothing."""
        return self.standing.kind

    @property
    def track(self) -> Any:
        return self.item.track


@dataclass(frozen=True)
class VersionView:
    """A version, ready to be shown."""

    playlist: Playlist
    version: PlaylistVersion
    items: list[ItemRow]
    wishes: list[WishRow]
    #: All there are, newest first, without what is only said of the one shown.
    versions: list[PlaylistVersion] = field(default_factory=list)
    #: What was said of the playlist's tracks, oldest first.
    said: list[Spoken] = field(default_factory=list)
    #: By track id: of the tracks listed, and of those asked for beside them.
    licences: dict[int, LicenceWords] = field(default_factory=dict)
    #: What plays in the place of the tracks asked for; themselves where they were not merged.
    stand_in: dict[int, int] = field(default_factory=dict)

    @property
    def is_current(self) -> bool:
        return self.version.number == self.playlist.version_number


#: What a list of versions does not show, and what a list of tracks does not; both are long.
_NOT_LISTED = ("wishes", "widen", "split", "made_with")
_NOT_SHOWN = ("track__asset__profile__vectors", "track__asset__profile__warnings")


def version_view(
    version: PlaylistVersion, *, user: User, language: str, beside: Iterable[int] = ()
) -> VersionView:
    """Everything about one version, in a fixed number of queries whatever its length.

    beside: tracks whose licences, and those of what plays in their place, are wanted as well.
    """
    playlist = version.playlist
    tongue = spoken(language)
    items = _items(version)
    wanted = set(beside)
    stand_in = survivors(wanted) if wanted else {}
    licences = licences_for(
        {item.track_id for item in items}.union(wanted, stand_in.values()),
        music.use_for(playlist.store),
        tongue,
    )
    said = spoken_of(playlist)
    standing = standing_of(said, version)
    rows = [
        ItemRow(
            item=item,
            audio_url=(
                track_url(item.track, store=playlist.store, for_user=user)
                if licences[item.track_id]["allowed"]
                else ""
            ),
            reasons=say_reasons([Reason.from_json(each) for each in item.reasons], tongue),
            licence=licences[item.track_id],
            standing=standing.get(item.track_id, NOTHING),
        )
        for item in items
    ]
    return VersionView(
        playlist=playlist,
        version=version,
        items=rows,
        wishes=_wish_rows(version, tongue),
        versions=list(PlaylistVersion.objects.filter(playlist=playlist).defer(*_NOT_LISTED)),
        said=said,
        licences=licences,
        stand_in=stand_in,
    )


def _items(version: PlaylistVersion) -> list[PlaylistItem]:
    """The items in their order, each with the track that plays: a merged one's survivor, once."""
    rows = list(
        PlaylistItem.objects.filter(version=version)
        .select_related("track__asset__profile", "substitute_for", "replaces")
        .defer(*_NOT_SHOWN)
        .order_by("position")
    )
    if all(row.track.merged_into_id is None for row in rows):
        return rows
    stand_in = survivors(row.track_id for row in rows)
    tracks = Track.objects.select_related("asset__profile").in_bulk(stand_in.values())
    found: dict[int, PlaylistItem] = {}
    for row in rows:
        row.track = tracks[stand_in[row.track_id]]
        found.setdefault(row.track_id, row)
    return list(found.values())


def _wish_rows(version: PlaylistVersion, tongue: str) -> list[WishRow]:
    """The wishes as chips. With several songs in the brief each chip says which one it means."""
    songs = {
        component["key"]: [source[5:] for source in component["sources"] if source[:5] == "seed:"]
        for component in version.playlist.query.get("components", [])
    }
    rows = [wish_row(Wish.from_json(wish), tongue) for wish in version.wishes]
    if sum(row.key.startswith("seed:") for row in rows) < 2:
        return rows
    return [
        replace(row, text=_("close to “%(song)s”") % {"song": "”, “".join(songs[row.key])})
        if row.key.startswith("seed:") and songs.get(row.key)
        else row
        for row in rows
    ]


def wish_row(wish: Wish, language: str) -> WishRow:
    return WishRow(
        key=wish.key,
        text=say_wish(wish, language),
        direction=wish.direction,
        strength=round(wish.strength, 3),
        origin=wish.origin,
        locked=wish.locked,
        removed=wish.removed,
        taught_by=wish.taught_by,
        never=wish.never,
        emerging=wish.emerging,
    )


def with_on_air(playlists: QuerySet[Playlist]) -> QuerySet[Playlist]:
    """Playlists that know whether they are on air (`is_on_air`)."""
    running = Publication.objects.filter(version__playlist=OuterRef("pk"), stopped_at__isnull=True)
    return playlists.annotate(is_on_air=Exists(running))


def tracks_missing(version: PlaylistVersion, earlier: PlaylistVersion) -> int:
    """How many tracks of the earlier version this one has not."""
    here = version.items.values("track_id")
    return earlier.items.exclude(track_id__in=here).count()
