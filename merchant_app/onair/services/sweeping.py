"""Looking after what is on air: what lost its right is replaced, and what came back is said.

A player never gets an uncleared track, sweep or no sweep: its manifest, its heartbeat and every
media address ask the rights themselves. The sweep fills the gaps, keeps the record and tells.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from licensing.rights.rules import Use
from licensing.rights.selectors import cleared_track_ids, decisions_for
from merchant_app import music
from merchant_app.notices.services.rights import (
    catalogue_told,
    nothing_left_told,
    tracks_back_told,
    tracks_left_told,
)
from merchant_app.onair.leaving import FADE, FINISH, leavings
from merchant_app.onair.models import LostRight, Publication
from merchant_app.onair.selectors import current_publication
from merchant_app.onair.services.lost_when import lost_since
from merchant_app.onair.services.programs import (
    program_told_back,
    program_told_lost,
    program_told_refilled,
)
from merchant_app.onair.services.publishing import put_on_air
from merchant_app.onair.watch import watch
from merchant_app.playlists.services.replacing import Replaced, version_replace
from merchant_app.playlists.services.versions import lock
from merchant_app.playlists.survivors import survivors
from merchant_app.stores.models import Store

log = logging.getLogger(__name__)


def rights_sweep(*, moment: datetime | None = None) -> list[LostRight]:
    """Sweep every store that has something on air or waits for a right; returns what was lost.

    A store that fails is logged and costs the others nothing; it is tried again the next time.
    """
    now = moment or timezone.now()
    seen = watch(now)
    Publication.objects.filter(pk__in=seen.in_order).update(checked_at=now)
    lost: list[LostRight] = []
    for store in seen.stores:
        try:
            lost += store_sweep(store=store, moment=now)
        except Exception:
            log.exception("store %s: the rights of what is on air were not looked after", store.pk)
    _editors_told()
    return lost


@transaction.atomic
def _editors_told() -> None:
    """One notice for the editors about all that was lost and not told yet."""
    rows = LostRight.objects.select_for_update(of=("self",), skip_locked=True)
    untold = list(
        rows.filter(editors_told=False).select_related("track", "replaced_by").order_by("pk")
    )
    if untold:
        catalogue_told(untold)
        LostRight.objects.filter(pk__in=[row.pk for row in untold]).update(editors_told=True)


def _uncleared(publication: Publication, cleared: Collection[int]) -> list[int]:
    """The tracks listed on air for which neither they nor what stands in for them is cleared."""
    version = publication.version
    assert version is not None  # noqa: S101 - current_publication leaves out the others
    listed = version.items.order_by("position", "pk").values_list("track_id", flat=True)
    return [track for track, playing in survivors(listed).items() if playing not in cleared]


@transaction.atomic
def store_sweep(*, store: Store, moment: datetime | None = None) -> list[LostRight]:
    """Replace what lost its right in this store and note what came back; returns what was lost.

    All or nothing, under the lock that publishing takes: of two sweeps, or a sweep and an owner
    who publishes, the second finds the work of the first done.
    """
    store = Store.objects.select_for_update().select_related("organisation").get(pk=store.pk)
    now = moment or timezone.now()
    use = music.use_for(store, moment=now)
    by_rights = cleared_track_ids(use)
    _came_back(store, frozenset(by_rights.tolist()), now)
    publication = current_publication(store)
    if publication is None or publication.version is None:
        return []
    uncleared = _uncleared(publication, frozenset(by_rights.tolist()))
    if not uncleared:
        return []
    wanted = frozenset(music.wanted_ids(store, by_rights).tolist())
    lost = _noted(publication, uncleared, use=use, cleared=wanted)
    program_told_lost(store=store, lost=lost)
    playlist = lock(publication.version.playlist)
    made = version_replace(
        playlist=playlist, version=publication.version, cleared=wanted, moment=now
    )
    if made is None:
        # Nothing at all may play: the shop is silent, and plays on as soon as something may.
        nothing_left_told(store=store, playlist=playlist, lost=lost)
        return lost
    put_on_air(store=store, version=made.version, user=None, moment=now)
    _filled(store, lost, made)
    program_told_refilled(
        store=store, playlist=playlist, version=made.version, replaced=made.replaced
    )
    tracks_left_told(store=store, playlist=playlist, version=made.version, lost=lost)
    return lost


def _came_back(store: Store, cleared: Collection[int], now: datetime) -> None:
    """Say of what was lost that it may play again. The list on air stays as it is."""
    missing = LostRight.objects.filter(store=store, back_at__isnull=True)
    back = list(missing.filter(track__in=cleared).select_related("track", "playlist"))
    for row in back:
        row.back_at = now
    LostRight.objects.bulk_update(back, ["back_at"])
    if back:
        tracks_back_told(store=store, back=back)
        program_told_back(store=store, back=back)


def _noted(
    publication: Publication, track_ids: list[int], *, use: Use, cleared: Collection[int]
) -> list[LostRight]:
    """A row for each track that was not known to be lost; only those are returned, and told."""
    known = LostRight.objects.filter(store=publication.store_id, back_at__isnull=True)
    new = sorted(set(track_ids) - set(known.values_list("track_id", flat=True)))
    decisions = decisions_for(new, use)
    leaving = leavings(new, use=use, cleared=cleared)
    ended = [track_id for track_id, how in leaving.items() if how == FINISH]
    since = lost_since(new, publication=publication, use=use, by_itself=ended)
    version = publication.version
    return LostRight.objects.bulk_create(
        LostRight(
            store_id=publication.store_id,
            track_id=track_id,
            playlist=version.playlist if version else None,
            reasons=[_plain(reason) for reason in decisions[track_id].reasons],
            leaving=leaving.get(track_id, FADE),
            lost_at=since[track_id],
            noticed_at=use.moment,
            version_before=publication.version_number,
        )
        for track_id in new
    )


def _plain(reason: Any) -> dict[str, Any]:
    return {"code": reason.code, "params": dict(reason.params)}


def _filled(store: Store, lost: list[LostRight], made: Replaced) -> None:
    for row in lost:
        row.replaced_by_id = made.replaced.get(row.track_id)
        row.version_after = made.version.number
    LostRight.objects.bulk_update(lost, ["replaced_by", "version_after"])
    # Those lost while nothing could be put in their place have left the list only now.
    LostRight.objects.filter(store=store, version_after=0, track__in=list(made.replaced)).update(
        version_after=made.version.number
    )
