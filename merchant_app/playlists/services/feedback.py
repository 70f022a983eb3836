"""Accepting and rejecting: a round of verdicts makes the next version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection

from django.db import IntegrityError, transaction

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
from merchant_app.playlists.survivors import playing_in_place

LONGEST_KEY = 200
#: What a bigint holds.
LARGEST_ID = 2**63


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
    key = _stored_key(idempotency_key)
    fingerprint = _fingerprint(playlist.pk, accept, reject, version)
    try:
        with transaction.atomic():
            locked = lock(playlist)
            known = _answered(user, key, fingerprint)
            if known is not None:
                return known
            if version is not None and version != locked.version_number:
                raise StaleVersion(current_version(locked))
            _record(locked, user, accept, reject)
            made = next_version(locked, origin=PlaylistVersion.Origin.FEEDBACK, user=user)
            if key:
                IdempotencyKey.objects.create(
                    user=user, key=key, request_hash=fingerprint, version=made
                )
    except IntegrityError:
        # The same key came for another playlist at the same moment; one lock did not cover both.
        known = _answered(user, key, fingerprint)
        if known is None:
            raise
        return known
    playlist.version_number = made.number
    return made


def _record(
    playlist: Playlist, user: User, accept: Collection[int], reject: Collection[int]
) -> None:
    said = {
        **dict.fromkeys(accept, Verdict.Kind.ACCEPT),
        **dict.fromkeys(reject, Verdict.Kind.REJECT),
    }
    listed = set(
        PlaylistItem.objects.filter(version__playlist=playlist)
        .filter(track__in=[track_id for track_id in said if track_id < LARGEST_ID])
        .values_list("track_id", flat=True)
    )
    if not listed.issuperset(said):  # what was merged is judged by the track that plays for it
        every = PlaylistItem.objects.filter(version__playlist=playlist)
        listed |= set(playing_in_place(every.values_list("track_id", flat=True).distinct()))
    for track_id in said:
        if track_id not in listed:
            raise PlaylistProblem("not_in_playlist", track=track_id)
    Verdict.objects.bulk_create(
        Verdict(
            playlist=playlist,
            version_number=playlist.version_number,
            track_id=track_id,
            kind=kind,
            user=user,
        )
        for track_id, kind in said.items()
    )


def _fingerprint(
    playlist_id: int, accept: list[int], reject: list[int], version: int | None
) -> str:
    said = json.dumps([playlist_id, accept, reject, version])
    return hashlib.sha256(said.encode()).hexdigest()


def _stored_key(key: str) -> str:
    """The key as it is stored; a long or odd one by its hash, so that two of them stay two."""
    plain = len(key) <= LONGEST_KEY and key.isprintable()
    return key if plain else hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _answered(user: User, key: str, fingerprint: str) -> PlaylistVersion | None:
    """The version this request made before. Raises PlaylistProblem for another request's key."""
    known = IdempotencyKey.objects.filter(user=user, key=key).first() if key else None
    if known is None:
        return None
    if known.request_hash != fingerprint:
        raise PlaylistProblem("key_reused")
    return known.version
