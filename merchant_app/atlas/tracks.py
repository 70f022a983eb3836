"""Tracks of the map as rows that can be heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from licensing.catalogue.models import Track
from licensing.rights.licence_words import licences_for
from matching.audio.levelling import levelling_gain
from merchant_app import music
from merchant_app.accounts.models import User
from merchant_app.atlas.marks import GUESS, KEPT, KINDS, OFFERED, REJECTED
from merchant_app.atlas.sight import Sight
from merchant_app.media.urls_signed import track_url
from merchant_app.stores.models import Store

SORTS = ("said", "title", "artist", "length")
_ORDERS = {
    "said": ("said", "title", "pk"),
    "title": ("title", "pk"),
    "artist": ("artist", "title", "pk"),
    "length": ("duration_s", "title", "pk"),
}


@dataclass(frozen=True)
class TrackRow:
    """One track with what a row shows of it; src is empty where it may not be played."""

    track: Track
    src: str
    gain_db: float
    start: float
    peaks: bytes
    facets: dict[str, float]
    kind: str
    badge: str
    tone: str


def region_tracks(sight: Sight, number: int, kinds: Mapping[int, str], by: str) -> QuerySet[Track]:
    """The tracks of a region that the store may see, sorted by one of SORTS."""
    chart = sight.chart
    inside = sight.rows[chart.region[sight.rows] == number]
    here = Track.objects.filter(pk__in=chart.ids[inside].tolist())
    said = [
        When(pk__in=[track for track, kind in kinds.items() if kind == wanted], then=Value(place))
        for place, wanted in enumerate(KINDS)
    ]
    ranked = here.annotate(said=Case(*said, default=Value(len(KINDS)), output_field=IntegerField()))
    return ranked.select_related("asset__profile").order_by(*_ORDERS.get(by, _ORDERS["said"]))


def track_rows(
    tracks: Sequence[Track], store: Store, user: User, kinds: Mapping[int, str]
) -> list[TrackRow]:
    """Rows for these tracks, in their order; rights are asked anew."""
    licences = licences_for(
        [track.pk for track in tracks], music.use_for(store), get_language() or "en"
    )
    words = {
        KEPT: (_("kept"), "yes"),
        REJECTED: (_("rejected"), "no"),
        OFFERED: (_("offered"), "info"),
        GUESS: (_("a guess"), "warn"),
    }
    rows = []
    for track in tracks:
        profile = track.asset.profile if track.asset else None
        kind = kinds.get(track.pk, "")
        badge, tone = words.get(kind, ("", ""))
        rows.append(
            TrackRow(
                track=track,
                src=track_url(track, store=store, for_user=user)
                if licences[track.pk]["allowed"]
                else "",
                gain_db=levelling_gain(profile.loudness_lufs, profile.true_peak_dbtp)
                if profile
                else 0.0,
                start=profile.preview_start_s if profile else 0.0,
                peaks=bytes(profile.peaks) if profile else b"",
                facets=profile.facets if profile else {},
                kind=kind,
                badge=badge,
                tone=tone,
            )
        )
    return rows
