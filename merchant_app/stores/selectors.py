"""What the home page and the page of a store show, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from licensing.catalogue.models import Track
from merchant_app.briefs.models import Brief
from merchant_app.onair.hours import open_since
from merchant_app.onair.models import Publication
from merchant_app.onair.selectors import StoreStatus, store_statuses
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.stores.hours import next_opening, say_spans, spans_of
from merchant_app.stores.models import Store


@dataclass(frozen=True)
class Energy:
    """The energy of a playlist, track by track, 0..1, and the place of the track heard now."""

    values: list[float]
    seconds: float
    now: int | None = None


@dataclass(frozen=True)
class StoreCard:
    """One store on the home page."""

    store: Store
    status: StoreStatus
    energy: Energy | None = None
    #: Waveform of the first track of what is on air, for a shop that does not play now.
    peaks: bytes | None = None
    waiting: Playlist | None = None
    brief: Brief | None = None
    opens_at: datetime | None = None
    hours_today: str = ""
    has_hours: bool = False
    open_now: bool = True

    @property
    def playlist(self) -> Playlist | None:
        publication = self.status.publication
        version = publication.version if publication else None
        return version.playlist if version else None

    @property
    def track(self) -> Track | None:
        return self.status.track

    @property
    def state(self) -> str:
        """The status, and whether a quiet store waits for its people."""
        if self.status.code == "nothing_published" and self.waiting is not None:
            return "waiting"
        return self.status.code

    @property
    def needs_you(self) -> bool:
        return self.state in ("silent", "never_started", "waiting")

    @property
    def silent_seconds(self) -> int:
        return self.status.minutes * 60

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.store.timezone)


def store_cards(stores: Iterable[Store]) -> list[StoreCard]:
    """The stores as cards, those that need somebody first, else by name."""
    rows = list(stores)
    now = timezone.now()
    statuses = store_statuses(rows)
    energies = _energies([status.publication for status in statuses.values()])
    peaks = _first_peaks([status.publication for status in statuses.values()])
    quiet = [pk for pk, status in statuses.items() if status.publication is None]
    waiting = _waiting_playlists(quiet)
    briefs = _open_briefs(rows)
    cards = []
    for store in rows:
        status = statuses[store.pk]
        hours = store.opening_hours or {}
        cards.append(
            StoreCard(
                store=store,
                status=status,
                energy=_energy(status, energies),
                peaks=peaks.get(store.pk),
                waiting=waiting.get(store.pk),
                brief=briefs.get(store.pk),
                hours_today=say_spans(spans_of(hours, store.timezone, now)),
                has_hours=any(hours.values()),
                open_now=open_since(hours, store.timezone, now) is not None,
                opens_at=next_opening(hours, store.timezone, now),
            )
        )
    return cards


def _energies(
    publications: Iterable[Publication | None],
) -> dict[int, list[tuple[int, float, float]]]:
    """Version id → (track id, energy, seconds) in playing order; one query."""
    versions = [each.version_id for each in publications if each and each.version_id]
    found: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
    rows = (
        PlaylistItem.objects.filter(version_id__in=versions)
        .order_by("version_id", "position")
        .values_list(
            "version_id", "track_id", "track__asset__profile__facets__energy", "track__duration_s"
        )
    )
    for version, track, energy, seconds in rows:
        found[version].append((track, float(energy or 0.0), float(seconds or 0.0)))
    return found


def _first_peaks(publications: Iterable[Publication | None]) -> dict[int, bytes]:
    """Store id → waveform of the track its playlist on air begins with; one query."""
    stores = {each.version_id: each.store_id for each in publications if each and each.version_id}
    first = (
        PlaylistItem.objects.filter(version_id__in=stores, track__asset__profile__isnull=False)
        .order_by("version_id", "position")
        .distinct("version_id")
        .values_list("version_id", "track__asset__profile__peaks")
    )
    return {stores[version]: bytes(peaks) for version, peaks in first}


def _energy(
    status: StoreStatus, energies: dict[int, list[tuple[int, float, float]]]
) -> Energy | None:
    version = status.publication.version_id if status.publication else None
    if version is None or not energies.get(version):
        return None
    rows = energies[version]
    playing = status.track.pk if status.track else None
    now = next((place for place, row in enumerate(rows) if row[0] == playing), None)
    return Energy([row[1] for row in rows], sum(row[2] for row in rows), now)


def _waiting_playlists(store_ids: Sequence[int]) -> dict[int, Playlist]:
    """Stores where nothing is on air → their newest playlist that never was."""
    never = (
        Playlist.objects.filter(store_id__in=store_ids, version_number__gt=0)
        .exclude(versions__publications__isnull=False)
        .order_by("store_id", "-updated_at", "-pk")
        .distinct("store_id")
    )
    return {playlist.store_id: playlist for playlist in never}


def _open_briefs(stores: Sequence[Store]) -> dict[int, Brief]:
    """Stores → the brief that is being matched just now."""
    rows = Brief.objects.filter(store__in=stores, status__in=Brief.OPEN).order_by("store_id", "-pk")
    return {brief.store_id: brief for brief in rows.distinct("store_id")}


@dataclass(frozen=True)
class PlaylistRow:
    """A playlist as the page of its store lists it."""

    playlist: Playlist
    tracks: int
    on_air_version: int | None

    @property
    def newer_than_on_air(self) -> bool:
        return self.on_air_version not in (None, self.playlist.version_number)


@dataclass(frozen=True)
class StorePage:
    """Everything the page of a store shows."""

    card: StoreCard
    playlists: list[PlaylistRow] = field(default_factory=list)
    briefs: list[Brief] = field(default_factory=list)
    blocked: int = 0


RECENT = 6


def store_page(store: Store) -> StorePage:
    """The page of one store; the newest playlists and briefs only."""
    card = store_cards([store])[0]
    return StorePage(
        card=card,
        playlists=_playlist_rows(store, card.status.publication),
        briefs=list(_briefs_at_work(store)[:RECENT]),
        blocked=store.blocked_tracks.count() + store.blocked_artists.count(),
    )


def _playlist_rows(store: Store, publication: Publication | None) -> list[PlaylistRow]:
    counted = PlaylistVersion.objects.annotate(track_count=Count("items")).order_by("-number")
    playlists = store.playlists.prefetch_related(Prefetch("versions", counted))[:RECENT]
    on_air = publication.version if publication else None
    rows = []
    for playlist in playlists:
        newest = next(iter(playlist.versions.all()), None)
        same = on_air is not None and on_air.playlist_id == playlist.pk
        rows.append(
            PlaylistRow(
                playlist,
                tracks=newest.track_count if newest else 0,  # type: ignore[attr-defined]
                on_air_version=on_air.number if on_air is not None and same else None,
            )
        )
    return rows


def _briefs_at_work(store: Store) -> QuerySet[Brief]:
    """Briefs that still lead somewhere: a finished one is found at its playlist."""
    untouched = Q(status=Brief.Status.DRAFT, inputs__isnull=True)
    return (
        store.briefs.exclude(status=Brief.Status.READY)
        .exclude(untouched)
        .select_related("job")
        .order_by("-updated_at", "-pk")
    )


def catalogue_search(words: str, *, limit: int = 12) -> list[Track]:
    """Tracks whose title or artist holds every word."""
    found = Track.objects.filter(withdrawn=False)
    for word in words.split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(artist__icontains=word))
    return list(found.order_by("artist", "title", "pk")[:limit])


def brands_of(stores: QuerySet[Store]) -> list[str]:
    """The brands these stores have, each once, by name."""
    return list(
        stores.exclude(brand="").order_by("brand").values_list("brand", flat=True).distinct()
    )
