"""Taking a verdict back: it counts no more, and the list is as if it had not been said."""

from __future__ import annotations

import hashlib
import json

from django.db import transaction
from django.utils import timezone

from merchant_app.accounts.models import Membership, User
from merchant_app.playlists.models import IdempotencyKey, Playlist, PlaylistVersion, Verdict
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.feedback import LONGEST_KEY, StaleVersion, answered, rematched
from merchant_app.playlists.services.said import stored_name
from merchant_app.playlists.services.versions import current_version, lock
from merchant_app.playlists.survivors import survivors

_MANAGING = (Membership.Role.MANAGER, Membership.Role.OWNER)


def feedback_undo(
    *,
    playlist: Playlist,
    user: User,
    track: int | None = None,
    version: int | None = None,
    idempotency_key: str = "",
) -> PlaylistVersion:
    """Take back one's newest verdict, or the newest one on `track`; returns the current version.

    Whoever manages the shop's playlists may take back what anybody said of a `track`. What was
    said of it before counts again. Where the list was made anew since, so it is now (origin
    undo); else the current version stays. `version` and `idempotency_key` as for `feedback_give`.
    Raises PlaylistProblem: nothing_to_undo, and what a round raises; then it is taken back all
    the same and the current version stays.
    """
    key = stored_name(idempotency_key, LONGEST_KEY)
    fingerprint = hashlib.sha256(
        json.dumps(["undo", playlist.pk, track, version]).encode()
    ).hexdigest()
    found: PlaylistVersion | PlaylistProblem
    with transaction.atomic():
        locked = lock(playlist)
        known = answered(user, key, fingerprint)
        if known is not None:
            return known
        found = current = current_version(locked)
        if version is not None and version != current.number:
            raise StaleVersion(current)
        verdict = _newest(locked, user, track)
        if verdict is None:
            raise PlaylistProblem("nothing_to_undo")
        verdict.undone_at = timezone.now()
        verdict.save(update_fields=["undone_at"])
        if verdict.created_at < current.created_at:
            found = rematched(locked, current, PlaylistVersion.Origin.UNDO, user)
        if key and isinstance(found, PlaylistVersion):
            IdempotencyKey.objects.create(
                user=user, key=key, request_hash=fingerprint, version=found
            )
    if isinstance(found, PlaylistProblem):
        raise found
    playlist.version_number = found.number
    return found


def _newest(playlist: Playlist, user: User, track: int | None) -> Verdict | None:
    """The verdict to take back. Votes are not among them: they are their voter's own."""
    live = Verdict.objects.filter(playlist=playlist, undone_at=None, voter=None).order_by("-pk")
    if track is None:
        return live.filter(user=user).first()
    judged = set(live.values_list("track_id", flat=True))
    same = [judged_id for judged_id, now in survivors(judged).items() if track in (judged_id, now)]
    live = live.filter(track__in=same)
    own = live.filter(user=user).first()
    if own is None and _manages(playlist, user):
        return live.first()
    return own


def _manages(playlist: Playlist, user: User) -> bool:
    return user.memberships.filter(
        organisation=playlist.store.organisation_id, role__in=_MANAGING
    ).exists()
