"""What may play in a store: the rights decide, then the store's own choices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import Count
from django.utils import timezone

from licensing.catalogue.models import Track, YesNoUnknown
from licensing.rights.exclusions import exclusion_in_words
from licensing.rights.rules import Channel, Use
from licensing.rights.selectors import cleared_track_ids, explain_exclusions
from merchant_app.briefs.problems import problem
from merchant_app.stores.models import BlockedTrack, Store

Ids = npt.NDArray[np.int64]


def use_for(store: Store, *, channel: Channel = "stream", moment: datetime | None = None) -> Use:
    """The use whose rights are asked: this store, at this moment, through this channel."""
    return uses_for([store], channel=channel, moment=moment)[store.pk]


def uses_for(
    stores: Iterable[Store], *, channel: Channel = "stream", moment: datetime | None = None
) -> dict[int, Use]:
    """Uses by store id; one query however many stores."""
    asked = list(stores)
    owners = {store.organisation_id for store in asked}
    shops = dict(
        Store.objects.filter(organisation__in=owners)
        .order_by()
        .values_list("organisation")
        .annotate(Count("pk"))
    )
    now = moment or timezone.now()
    return {
        store.pk: Use(
            territory=store.territory,
            premises=store.premises_type,
            floor_area=store.floor_area_m2,
            moment=now,
            timezone=store.timezone,
            channel=channel,
            activities=frozenset(store.activities),
            locations=shops.get(store.organisation_id, 1),
        )
        for store in asked
    }


def cleared_ids(
    store: Store, *, channel: Channel = "stream", moment: datetime | None = None
) -> Ids:
    """Track ids that may play in the store and that the store has not blocked; ascending."""
    return wanted_ids(store, cleared_track_ids(use_for(store, channel=channel, moment=moment)))


def wanted_ids(store: Store, cleared: Ids) -> Ids:
    """Those of the cleared track ids that the store has not blocked; ascending."""
    return np.setdiff1d(cleared, _refused_by(store), assume_unique=True)


def _refused_by(store: Store) -> Ids:
    """Track ids the store itself does not want: blocked tracks, artists and explicit lyrics."""
    refused = [_ids(BlockedTrack.objects.filter(store=store).values_list("track_id", flat=True))]
    artists = {name.casefold() for name in store.blocked_artists.values_list("artist", flat=True)}
    if artists:
        named = Track.objects.exclude(artist="").order_by().values_list("pk", "artist")
        refused.append(_ids(pk for pk, artist in named if artist.casefold() in artists))
    explicit = {
        Store.Explicit.BLOCK: [YesNoUnknown.YES, YesNoUnknown.UNKNOWN],
        Store.Explicit.ALLOW_UNKNOWN: [YesNoUnknown.YES],
        Store.Explicit.ALLOW: [],
    }[Store.Explicit(store.explicit_choice)]
    if explicit:
        sung = Track.objects.filter(explicit__in=explicit).order_by()
        refused.append(_ids(sung.values_list("pk", flat=True)))
    return np.unique(np.concatenate(refused))


def _ids(found: Iterable[int]) -> Ids:
    return np.fromiter(found, dtype=np.int64)


def nothing_cleared(store: Store) -> dict[str, Any]:
    """Why no track may play in this store: which rule leaves out how many.

    The store's own choices count what the rights would have let through.
    """
    if not Track.objects.filter(withdrawn=False, asset__profile__isnull=False).exists():
        return problem("index_empty")
    by_rights = cleared_track_ids(use_for(store))
    own = len(np.intersect1d(by_rights, _refused_by(store), assume_unique=True))
    said = {}
    for language in ("en", "zh"):
        parts = [
            exclusion_in_words(code, count, language)
            for code, count in explain_exclusions(use_for(store)).items()
        ]
        if own:
            parts.append(exclusion_in_words("store_choice", own, language))
        said[language] = "; ".join(parts) if language == "en" else "；".join(parts)
    found = problem("no_cleared_tracks", reasons=said["en"])
    found["zh"] = problem("no_cleared_tracks", reasons=said["zh"])["zh"]
    return found
