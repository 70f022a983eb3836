"""Votes while they come in: whether any may, and a stamp that changes with each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.utils import timezone

from merchant_app.playlists.models import Playlist
from merchant_app.playlists.spoken import Spoken
from merchant_app.voting.models import ShareLink


def votes_may_come(playlist: Playlist) -> bool:
    """Whether a link to it works now. One query."""
    links = ShareLink.objects.filter(playlist=playlist, ended_at__isnull=True)
    return links.filter(expires_at__gt=timezone.now()).exists()


def stamp_of(said: Iterable[Spoken]) -> str:
    """Another one whenever something was said, taken back, left out or renamed."""
    digest = hashlib.sha256()
    for each in said:
        digest.update(f"{each.order} {each.counts} {each.voter_name}\n".encode())
    return digest.hexdigest()[:16]
