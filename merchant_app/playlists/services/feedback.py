"""Accepting and rejecting: verdicts are stored as they come, and a round makes the next version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction

from matching.intent.state import EventKind
from merchant_app.accounts.models import User
from merchant_app.playlists.models import IdempotencyKey, Playlist, PlaylistVersion, Verdict
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.recording import verdicts_record
from merchant_app.playlists.services.said import Said, said_in_lists, stored_name
from merchant_app.playlists.services.versions import (
    current_version,
    lock,
    next_version,
    unmatched,
    wishes_of,
)
from merchant_app.voting.models import Voter

__all__ = ["Said", "StaleVersion", "feedback_give", "verdict_save"]

LONGEST_KEY = 200
_SKIP: EventKind = "skip"


class StaleVersion(PlaylistProblem):
    """The request speaks of a version that is no longer the current one."""

    def __init__(self, current: PlaylistVersion) -> None:
        super().__init__("stale_version", current=current.number)
        self.current = current


def verdict_save(
    *,
    playlist: Playlist,
    user: User | None = None,
    voter: Voter | None = None,
    said: Sequence[Said],
    version: int | None = None,
) -> list[Verdict]:
    """Store verdicts as they are given, without a new version; returns the rows that are new.

    `version` is the one that showed the tracks, the current one or an earlier one. The next round
    counts them. Raises PlaylistProblem: nothing_said, too_much_said, no_such_version,
    not_in_playlist, click_reused; then nothing is stored.
    """
    asked = said_in_lists(said, {})
    if not asked:
        raise PlaylistProblem("nothing_said")
    with transaction.atomic():
        locked = lock(playlist)
        if version is not None and not locked.versions.filter(number=version).exists():
            raise PlaylistProblem("no_such_version", number=version)
        return verdicts_record(locked, asked, user=user, voter=voter, version=version)


def feedback_give(
    *,
    playlist: Playlist,
    user: User,
    said: Sequence[Said] = (),
    accept: Collection[int] = (),
    reject: Collection[int] = (),
    version: int | None = None,
    idempotency_key: str = "",
    round: bool | None = None,
) -> PlaylistVersion:
    """Record verdicts and return the next version.

    `round` asks for a new version (True: also for skips alone, and for what `verdict_save` stored
    before), or for none (False); left out, whatever is more than skips makes one. Where none is
    made, the current one is returned.

    Simultaneous calls without `version` follow each other and all count; with a `version` that is
    no longer current, StaleVersion. The same key with the same request gives the same answer.
    Raises PlaylistProblem for tracks that were never listed, for nothing said, and where nothing
    would be left to play: then what was said is on record and the current version stays.
    """
    asked = said_in_lists(said, {Verdict.Kind.ACCEPT: accept, Verdict.Kind.REJECT: reject})
    if not asked and not round:
        raise PlaylistProblem("nothing_said")
    key = stored_name(idempotency_key, LONGEST_KEY)
    fingerprint = _fingerprint(playlist.pk, asked, version, round)
    found: PlaylistVersion | PlaylistProblem
    try:
        with transaction.atomic():
            locked = lock(playlist)
            known = answered(user, key, fingerprint)
            if known is not None:
                return known
            current = current_version(locked)
            if version is not None and version != current.number:
                raise StaleVersion(current)
            verdicts_record(locked, asked, user=user, version=version)
            if not asked and not unmatched(locked, current):
                raise PlaylistProblem("nothing_said")
            found = current
            if any(each.kind != _SKIP for each in asked) if round is None else round:
                found = rematched(locked, current, PlaylistVersion.Origin.FEEDBACK, user)
            if key and isinstance(found, PlaylistVersion):
                IdempotencyKey.objects.create(
                    user=user, key=key, request_hash=fingerprint, version=found
                )
    except IntegrityError:
        # The same key came for another playlist at the same moment; one lock did not cover both.
        known = answered(user, key, fingerprint)
        if known is None:
            raise
        return known
    if isinstance(found, PlaylistProblem):
        raise found
    playlist.version_number = found.number
    return found


def rematched(
    playlist: Playlist, current: PlaylistVersion, origin: str, user: User
) -> PlaylistVersion | PlaylistProblem:
    """The version after `current`, or why there is none: then what was recorded stays recorded.

    The playlist's row must be locked.
    """
    try:
        with transaction.atomic():
            return next_version(playlist, origin=origin, user=user, wishes=wishes_of(current))
    except PlaylistProblem as problem:
        return problem


def answered(user: User, key: str, fingerprint: str) -> PlaylistVersion | None:
    """The version this request made before. Raises PlaylistProblem for another request's key."""
    known = IdempotencyKey.objects.filter(user=user, key=key).first() if key else None
    if known is None:
        return None
    if known.request_hash != fingerprint:
        raise PlaylistProblem("key_reused")
    return known.version


def _fingerprint(
    playlist_id: int, said: Sequence[Said], version: int | None, round: bool | None
) -> str:
    clicks = [(each.track, each.kind, each.click) for each in said]
    request = json.dumps([playlist_id, clicks, version, round])
    return hashlib.sha256(request.encode()).hexdigest()
