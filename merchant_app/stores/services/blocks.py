"""What a store never wants to hear."""

from __future__ import annotations

from licensing.catalogue.models import Track
from merchant_app.stores.models import BlockedArtist, BlockedTrack, Store


def track_block(*, store: Store, track: Track) -> None:
    BlockedTrack.objects.get_or_create(store=store, track=track)


def track_unblock(*, store: Store, track_id: int) -> None:
    BlockedTrack.objects.filter(store=store, track_id=track_id).delete()


def artist_block(*, store: Store, artist: str) -> None:
    """Block an artist once, whatever the spelling of capitals and spaces."""
    artist = " ".join(artist.split())[:255]
    if artist and not store.blocked_artists.filter(artist__iexact=artist).exists():
        BlockedArtist.objects.get_or_create(store=store, artist=artist)


def artist_unblock(*, store: Store, blocked_id: int) -> None:
    BlockedArtist.objects.filter(store=store, pk=blocked_id).delete()
