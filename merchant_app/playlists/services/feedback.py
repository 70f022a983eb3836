"""Accepting, rejecting and wishing: each makes the next version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import replace

from django.db import transaction

from matching.intent.state import Wish
from merchant_app.accounts.models import User
from merchant_app.playlists.models import (
    IdempotencyKey,
    Playlist,
    PlaylistItem,
    PlaylistVersion,
    Verdict,
)
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.versions import current_version, lock, next_version


class StaleVersion(PlaylistProblem):
    """The request speaks of a version that is no longer the current one."""

    def __init__(self, current: PlaylistVersion) -> None:
        super().__init__("stale_version", current=current.number)
        self.current = current


def feedback_give(
    *,
    playlist: Playlist,
    user: User,
    accept: Collection[int],
    reject: Collection[int],
    version: int | None = None,
    idempotency_key: str = "",
) -> PlaylistVersion:
    """Record verdicts and return the next version.

    Simultaneous calls without `version` follow each other and all count; with a `version` that is
    no longer current, StaleVersion. The same key with the same request gives the same answer.
    Raises PlaylistProblem for tracks that were never listed, and for nothing said.
    """
    accept, reject = sorted(set(accept)), sorted(set(reject))
    if not accept and not reject:
        raise PlaylistProblem("nothing_said")
    both = set(accept) & set(reject)
    if both:
        raise PlaylistProblem("accept_and_reject", track=min(both))
    with transaction.atomic():
        locked = lock(playlist)
        fingerprint = _fingerprint(locked.pk, accept, reject, version)
        known = _answered(user, idempotency_key, fingerprint)
        if known is not None:
            return known
        if version is not None and version != locked.version_number:
            raise StaleVersion(current_version(locked))
        listed = set(
            PlaylistItem.objects.filter(
                version__playlist=locked, track__in=[*accept, *reject]
            ).values_list("track_id", flat=True)
        )
        for track_id in (*accept, *reject):
            if track_id not in listed:
                raise PlaylistProblem("not_in_playlist", track=track_id)
        Verdict.objects.bulk_create(
            Verdict(
                playlist=locked,
                version_number=locked.version_number,
                track_id=track_id,
                kind=kind,
                user=user,
            )
            for kind, ids in ((Verdict.Kind.ACCEPT, accept), (Verdict.Kind.REJECT, reject))
            for track_id in ids
        )
        made = next_version(locked, origin=PlaylistVersion.Origin.FEEDBACK, user=user)
        if idempotency_key:
            IdempotencyKey.objects.create(
                user=user, key=idempotency_key[:200], request_hash=fingerprint, version=made
            )
    playlist.refresh_from_db()
    return made


def wish_set(
    *,
    playlist: Playlist,
    user: User,
    key: str,
    direction: int = 1,
    strength: float = 1.0,
    locked: bool = False,
    removed: bool = False,
) -> PlaylistVersion:
    """Set, lock or take away one wish, and return the next version."""
    with transaction.atomic():
        row = lock(playlist)
        wishes = {
            wish.key: wish
            for wish in (Wish.from_json(each) for each in current_version(row).wishes)
        }
        known = wishes.get(key)
        if removed and known is None:
            raise PlaylistProblem("no_such_wish", key=key)
        wishes[key] = (
            replace(known, locked=locked, removed=True)
            if removed and known is not None
            else Wish(
                key=key,
                direction=1 if direction >= 0 else -1,
                strength=min(max(strength, 0.0), 1.0),
                origin="owner",
                locked=locked,
            )
        )
        kept = [
            wish
            for wish in wishes.values()
            if wish.origin == "owner" or wish.locked or wish.removed
        ]
        made = next_version(row, origin=PlaylistVersion.Origin.WISH, user=user, wishes=kept)
    playlist.refresh_from_db()
    return made


def _fingerprint(
    playlist_id: int, accept: list[int], reject: list[int], version: int | None
) -> str:
    said = json.dumps([playlist_id, accept, reject, version])
    return hashlib.sha256(said.encode()).hexdigest()


def _answered(user: User, key: str, fingerprint: str) -> PlaylistVersion | None:
    if not key:
        return None
    known = IdempotencyKey.objects.filter(user=user, key=key[:200]).first()
    if known is None:
        return None
    if known.request_hash != fingerprint:
        raise PlaylistProblem("key_reused")
    return known.version
