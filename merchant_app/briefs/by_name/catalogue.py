"""Facts about a song that the catalogue holds without holding the song: its artist's others."""

from __future__ import annotations

from collections import Counter

from rapidfuzz import fuzz, process

from licensing.catalogue.models import Track
from merchant_app.briefs.by_name.facts import SongFacts
from merchant_app.briefs.lookup import ARTIST_ENOUGH, plain
from merchant_app.briefs.playlist_formats import Entry

#: Tracks of the artist that speak for a song, at most.
_MOST_TRACKS = 5
_MOST_GENRES = 3


class CatalogueArtists:
    """The artists of the catalogue, read once for a whole list of songs."""

    def __init__(self) -> None:
        names = (
            Track.objects.filter(withdrawn=False)
            .exclude(artist="")
            .order_by("artist")
            .values_list("artist", flat=True)
            .distinct()
        )
        self._artists: dict[str, list[str]] = {}
        for name in names:
            self._artists.setdefault(plain(name), []).append(name)

    def facts(self, entry: Entry) -> SongFacts | None:
        """What the artist's other tracks tell; None for an artist that the catalogue lacks."""
        wanted = plain(entry.artist)
        if not wanted:
            return None
        nearest = process.extractOne(
            wanted, list(self._artists), scorer=fuzz.ratio, score_cutoff=ARTIST_ENOUGH
        )
        if nearest is None:
            return None
        names = self._artists[nearest[0]]
        tracks = list(
            Track.objects.filter(artist__in=names, withdrawn=False)
            .prefetch_related("tags")
            .order_by("pk")[:50]
        )
        heard = [track.pk for track in tracks if track.asset_id][:_MOST_TRACKS]
        genres = Counter(tag.tag for track in tracks for tag in track.tags.all())
        languages = Counter(track.language for track in tracks if track.language)
        return SongFacts(
            source="catalogue",
            artist=names[0],
            genres=tuple(tag for tag, _count in genres.most_common(_MOST_GENRES)),
            language=languages.most_common(1)[0][0] if languages else "",
            tracks=tuple(heard),
        )
