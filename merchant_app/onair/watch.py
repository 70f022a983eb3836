"""Which stores have something to look after: read for all at once, in a fixed number of queries
beside one for each kind of place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from licensing.rights.rules import Use
from licensing.rights.selectors import cleared_track_ids
from merchant_app import music
from merchant_app.onair.models import LostRight, Publication
from merchant_app.playlists.models import PlaylistItem
from merchant_app.playlists.survivors import survivors
from merchant_app.stores.models import Store


@dataclass(frozen=True)
class Watch:
    """Stores whose air or whose losses have changed, and the publications that are all cleared."""

    stores: list[Store]
    in_order: list[int]


def watch(now: datetime) -> Watch:
    """Hold what is on air everywhere, and what was lost there, against what is cleared now."""
    listed, publications = _listed()
    missing: dict[int, set[int]] = defaultdict(set)
    for store_id, track_id in LostRight.objects.filter(back_at__isnull=True).values_list(
        "store_id", "track_id"
    ):
        missing[store_id].add(track_id)
    stand_in = survivors(set().union(*listed.values()))
    stores = list(Store.objects.filter(pk__in={*listed, *missing}).order_by("pk"))
    uses = music.uses_for(stores, moment=now)
    answers: dict[Use, frozenset[int]] = {}
    found: list[Store] = []
    in_order: list[int] = []
    for store in stores:
        use = uses[store.pk]
        if use not in answers:  # shops of one kind in one place share an answer
            answers[use] = frozenset(cleared_track_ids(use).tolist())
        cleared = answers[use]
        fine = cleared.issuperset(stand_in[track_id] for track_id in listed[store.pk])
        if fine and store.pk in publications:
            in_order.append(publications[store.pk])
        if not fine or cleared.intersection(missing[store.pk]):
            found.append(store)
    return Watch(found, in_order)


def _listed() -> tuple[dict[int, set[int]], dict[int, int]]:
    """Store id → the tracks listed on air there, and → its publication."""
    running = list(
        Publication.objects.filter(stopped_at__isnull=True, version__isnull=False).values_list(
            "store_id", "pk", "version_id"
        )
    )
    of_version: dict[int, set[int]] = defaultdict(set)
    items = PlaylistItem.objects.filter(version__in=[version for _store, _pk, version in running])
    for version_id, track_id in items.values_list("version_id", "track_id"):
        of_version[version_id].add(track_id)
    listed: dict[int, set[int]] = defaultdict(set)
    for store_id, _pk, version_id in running:
        listed[store_id] = of_version[version_id or 0]
    return listed, {store_id: pk for store_id, pk, _version in running}
