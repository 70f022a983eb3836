"""Shared links: made, found by their secret, renewed, ended."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from hmac import compare_digest

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from merchant_app.accounts.models import User
from merchant_app.playlists.models import Playlist
from merchant_app.playlists.services.versions import lock
from merchant_app.voting.models import ShareLink
from merchant_app.voting.problems import VotingProblem

#: How long a link may work, days; the second is what most people want.
DAYS = (1, 7, 30)
USUAL_DAYS = 7
MOST_LINKS = 10
SECRET_BYTES = 32
#: How long a link that nobody used is listed after it stopped working.
LISTED = timedelta(days=30)


def new_secret() -> str:
    """256 random bits as text that may stand in an address or a cookie."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_of(secret: str) -> str:
    """What is stored of a secret. It is random and long, so a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def link_create(*, playlist: Playlist, user: User | None, days: int) -> tuple[ShareLink, str]:
    """A new link and its secret, which is known now and never again. Raises VotingProblem."""
    until = _until(days)
    with transaction.atomic():
        locked = lock(playlist)
        _room_for_one_more(locked)
        _clear(locked)
        secret = new_secret()
        link = ShareLink.objects.create(
            playlist=locked,
            token_hash=hash_of(secret),
            created_by=user,
            expires_at=until,
        )
    return link, secret


def link_renew(*, link: ShareLink, days: int) -> None:
    """The same address works for `days` from now on, and never shorter than it did.

    Whoever has it goes on where they were. One that was ended by hand stays ended: its address may
    be with somebody who should not have it. Raises VotingProblem.
    """
    until = _until(days)
    with transaction.atomic():
        locked = lock(link.playlist)
        now = ShareLink.objects.get(pk=link.pk)
        if now.ended_at is not None:
            raise VotingProblem("ended_by_hand")
        if not now.live:
            _room_for_one_more(locked)
        now.expires_at = max(now.expires_at, until)
        now.save(update_fields=["expires_at"])


def link_end(*, link: ShareLink) -> None:
    """The link opens nothing any more; the votes given through it stay."""
    ShareLink.objects.filter(pk=link.pk, ended_at__isnull=True).update(ended_at=timezone.now())


def _until(days: int) -> datetime:
    if days not in DAYS:
        raise VotingProblem("unknown_days")
    return timezone.now() + timedelta(days=days)


def _room_for_one_more(playlist: Playlist) -> None:
    living = ShareLink.objects.filter(
        playlist=playlist, ended_at__isnull=True, expires_at__gt=timezone.now()
    )
    if living.count() >= MOST_LINKS:
        raise VotingProblem("too_many_links", limit=MOST_LINKS)


def _clear(playlist: Playlist) -> None:
    """Links that nobody used and that stopped working long ago are of no more interest."""
    before = timezone.now() - LISTED
    gone = ShareLink.objects.filter(playlist=playlist, voters=None)
    gone.filter(Q(expires_at__lt=before) | Q(ended_at__lt=before)).delete()


def link_of(secret: str) -> ShareLink | None:
    """The link of a secret, living or not; None for one that was never given out.

    The hash is what is looked up: how long that takes tells nothing of the secret.
    """
    digest = hash_of(secret)
    link = ShareLink.objects.filter(token_hash=digest).select_related("playlist__store").first()
    return link if link is not None and compare_digest(link.token_hash, digest) else None
