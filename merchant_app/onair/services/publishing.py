"""Putting a playlist version on air in its store, and taking it off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from licensing.catalogue.models import Track
from licensing.rights.licence_words import licences_for
from licensing.rights.selectors import decisions_for
from merchant_app import music
from merchant_app.accounts.models import User
from merchant_app.onair.models import Publication
from merchant_app.onair.problems import OnAirProblem
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.survivors import survivors
from merchant_app.stores.models import Store

REASONS_TOLD = 3
"""Sentences that explain a refusal before it becomes a list nobody reads."""


@dataclass(frozen=True)
class LeftOut:
    """A track of the version that may not be played in the store now, and why."""

    track: Track
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Published:
    """What is on air now, how many of its tracks play, and what was left out."""

    publication: Publication
    playing: int
    left_out: tuple[LeftOut, ...]


def publish(
    *, store: Store, version: PlaylistVersion, user: User | None, moment: datetime | None = None
) -> Published:
    """Put a version on air; it replaces what was on air in this store.

    Rights are asked again for every track, here and at each later request of a player; tracks that
    are not cleared stay in the version and are not played. Publishing what is on air already
    changes nothing. Of several requests at once exactly one publication remains.

    Raises `OnAirProblem` when nothing of the version is cleared.
    """
    if version.playlist.store_id != store.pk:
        raise OnAirProblem("another_store")
    tracks = version.items.count()
    if not tracks:
        raise OnAirProblem("empty_version")
    left_out = left_out_of(version, store, moment=moment)
    if len(left_out) == tracks:
        sentences = dict.fromkeys(reason for each in left_out for reason in each.reasons)
        raise OnAirProblem("nothing_cleared", reasons=" ".join(list(sentences)[:REASONS_TOLD]))
    with transaction.atomic():
        # The store's row is the lock: an unpublished store has no publication to lock.
        Store.objects.select_for_update().get(pk=store.pk)
        running = Publication.objects.filter(store=store, stopped_at__isnull=True)
        current = running.filter(version=version).first()
        if current is None:
            current = put_on_air(store=store, version=version, user=user, moment=moment)
    return Published(current, tracks - len(left_out), tuple(left_out))


def put_on_air(
    *, store: Store, version: PlaylistVersion, user: User | None, moment: datetime | None = None
) -> Publication:
    """Replace what is on air by this version, unasked. The store's row must be locked."""
    now = moment or timezone.now()
    listed = list(version.items.order_by("position").values_list("track_id", flat=True))
    use = music.use_for(store, moment=now)
    licences = licences_for({*listed, *survivors(listed).values()}, use)
    Publication.objects.filter(store=store, stopped_at__isnull=True).update(stopped_at=now)
    return Publication.objects.create(
        store=store,
        version=version,
        track_ids=listed,
        licences={pk: licence for pk, licence in licences.items() if licence["allowed"]},
        playlist_name=version.playlist.name,
        version_number=version.number,
        published_by=user,
        checked_at=now,
    )


def unpublish(*, store: Store, playlist: Playlist | None = None) -> bool:
    """Take off air whatever plays in the store, or only this playlist; False if it was not on."""
    with transaction.atomic():
        Store.objects.select_for_update().get(pk=store.pk)
        running = Publication.objects.filter(store=store, stopped_at__isnull=True)
        if playlist is not None:
            running = running.filter(version__playlist=playlist)
        return bool(running.update(stopped_at=timezone.now()))


def left_out_of(
    version: PlaylistVersion, store: Store, *, moment: datetime | None = None
) -> list[LeftOut]:
    """The tracks of a version that may not be played in the store now, each with its reasons.

    One that lives on in the track it was merged into plays as that one, and is not left out.
    """
    tracks = [item.track for item in version.items.select_related("track").order_by("position")]
    stand_in = survivors(track.pk for track in tracks)
    use = music.use_for(store, moment=moment)
    cleared = set(music.cleared_ids(store, moment=moment).tolist())
    refused = [track for track in tracks if stand_in[track.pk] not in cleared]
    decisions = decisions_for([track.pk for track in refused], use)
    language = get_language() or "en"
    return [
        LeftOut(
            track,
            (_("The shop's own block list or its choice about explicit lyrics leaves it out."),)
            if decisions[track.pk].allowed
            else tuple(reason.say(language) for reason in decisions[track.pk].reasons),
        )
        for track in refused
    ]
