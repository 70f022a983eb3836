"""What a player gets: the tracks of what is on air that may play in the store at this moment."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from licensing.catalogue.models import Track
from licensing.rights.licence_words import LicenceWords, licences_for
from matching.audio.levelling import levelling_gain
from merchant_app import music
from merchant_app.media.urls_signed import track_url
from merchant_app.onair.leaving import LONGEST_SONG, leavings
from merchant_app.onair.models import LostRight, PlayerDevice, Publication
from merchant_app.onair.selectors import current_publication
from merchant_app.onair.services.sweeping import store_sweep
from merchant_app.playlists.models import PlaylistItem
from merchant_app.playlists.survivors import playing_in_place
from merchant_app.stores.models import Store
from merchant_app.ui.cover import cover_shapes
from merchant_app.ui.waveform import BAR_STEP, bar_heights, bar_path

BARS = 120
WAVE_HEIGHT = 96
REFRESH_S = 60
"""A player asks this often by itself, and at once when a heartbeat tells it of a change."""
PLAY = "play"
"""What a player does with a song that may go on."""
LINK_SECONDS = 12 * 3600
"""A player keeps a night's worth of links: it may be offline when it needs the next one."""


@dataclass(frozen=True)
class OnAir:
    """What plays in a store now: the publication and the ids of its cleared tracks, in order."""

    publication: Publication | None
    track_ids: tuple[int, ...]
    left_out: int = 0
    #: What else may be in the air of its players: listed but not cleared, or replaced lately.
    lately: tuple[int, ...] = ()
    #: All that may play in the store.
    cleared: frozenset[int] = frozenset()

    @property
    def revision(self) -> str:
        """Changes whenever a player has to fetch its manifest again."""
        about = f"{self.publication.pk if self.publication else 0}:{self.track_ids}"
        return hashlib.sha256(about.encode()).hexdigest()[:16]


def on_air(store: Store, *, moment: datetime | None = None) -> OnAir:
    """What may play in the store at this moment; rights are asked anew each time.

    A track that was merged into another plays as that one.
    """
    publication = current_publication(store)
    cleared = frozenset(music.cleared_ids(store, moment=moment).tolist())
    if publication is None:
        return OnAir(None, (), cleared=cleared)
    listed = list(
        PlaylistItem.objects.filter(version_id=publication.version_id)
        .order_by("position", "pk")
        .values_list("track_id", flat=True)
    )
    stand_ins = playing_in_place(listed)
    playing = [track_id for track_id in stand_ins if track_id in cleared]
    # The order is that of the whole version, so that a lost grant does not shuffle the rest.
    order = {track_id: place for place, track_id in enumerate(music.on_air_order(stand_ins))}
    playing.sort(key=lambda track_id: order.get(track_id, len(order)))
    before = _replaced_lately(store, moment or timezone.now())
    return OnAir(
        publication,
        tuple(playing),
        len(stand_ins) - len(playing),
        tuple(sorted({*listed, *before} - cleared)),
        cleared,
    )


def _replaced_lately(store: Store, moment: datetime) -> set[int]:
    """Tracks of what was on air until lately: a player may still be playing one of them."""
    rows = Publication.objects.filter(store=store, stopped_at__gte=moment - LONGEST_SONG)
    return set().union(*rows.values_list("track_ids", flat=True))


def song_in_air(
    device: PlayerDevice, track_id: int, now: OnAir, *, moment: datetime | None = None
) -> str:
    """What a player does with the song it plays: "play" on, "finish" it, or "fade" it out."""
    if track_id in now.track_ids:
        return PLAY
    return _leaving([track_id], device.store, now, moment).get(track_id, PLAY)


def _leaving(
    track_ids: Sequence[int], store: Store, now: OnAir, moment: datetime | None
) -> dict[int, str]:
    if now.cleared.issuperset(track_ids):
        return {}
    use = music.use_for(store, moment=moment)
    return {
        track_id: str(leaving)
        for track_id, leaving in leavings(track_ids, use=use, cleared=now.cleared).items()
    }


def manifest(device: PlayerDevice, *, moment: datetime | None = None) -> dict[str, Any]:
    """The JSON a player works from: tracks with links, levels, drawings, licences and credits.

    `leaving` says of tracks that may not be played any more what to do with one in the air.
    """
    store = device.store
    now = on_air(store, moment=moment)
    if LostRight.objects.filter(
        store=store, track__in=now.track_ids, back_at__isnull=True
    ).exists():
        # Noted as back before it plays, so that its plays count as covered.
        store_sweep(store=store, moment=moment)
    tracks = Track.objects.select_related("asset__profile").in_bulk(now.track_ids)
    licences = licences_for(
        now.track_ids, music.use_for(store, moment=moment), get_language() or "en"
    )
    publication = now.publication
    version = publication.version if publication else None
    return {
        "store": store.name,
        "server_time": timezone.now().isoformat(),
        "refresh_s": REFRESH_S,
        "revision": now.revision,
        "publication": publication.pk if publication else None,
        "playlist": version.playlist.name if version else "",
        "version": version.number if version else None,
        "left_out": now.left_out,
        "leaving": _leaving(now.lately, store, now, moment),
        "items": [
            _item(tracks[track_id], device, licences[track_id])
            for track_id in now.track_ids
            if track_id in tracks
        ],
    }


def _item(track: Track, device: PlayerDevice, licence: LicenceWords) -> dict[str, Any]:
    asset = track.asset
    profile = asset.profile if asset else None
    return {
        "id": track.pk,
        "title": track.title,
        "artist": track.artist,
        "duration_s": track.duration_s or (profile.duration_s if profile else None),
        "url": track_url(track, store=device.store, for_device=device, seconds=LINK_SECONDS),
        "bytes": asset.bytes if asset else 0,
        "gain_db": levelling_gain(
            profile.loudness_lufs if profile else None, profile.true_peak_dbtp if profile else None
        ),
        "licence": licence["summary"],
        "offline": licence["offline"],
        "attribution": licence["attribution"],
        "cover": cover_shapes(profile.facets if profile else None),
        "wave": {
            "d": bar_path(bar_heights(profile.peaks if profile else None, BARS), WAVE_HEIGHT),
            "width": BARS * BAR_STEP,
            "height": WAVE_HEIGHT,
        },
    }
