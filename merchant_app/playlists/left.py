"""Tracks that were accepted and left the list all the same, each with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from licensing.catalogue.models import Track
from licensing.rights.licence_words import LicenceWords, licences_for
from matching.intent.state import verdicts
from merchant_app import music
from merchant_app.playlists.selectors import VersionView
from merchant_app.playlists.services.versions import events_of


@dataclass(frozen=True)
class Left:
    """An accepted track that may not be played here now."""

    track: Track
    reason: str


def accepted_and_left(view: VersionView, language: str) -> list[Left]:
    """Accepted tracks that the current version has not; empty for earlier versions.

    What was said of them still teaches; they return when their right does.
    """
    if not view.is_current:
        return []
    accepted = verdicts(events_of(view.playlist)).accepted
    missing = accepted.difference(row.item.track_id for row in view.items)
    if not missing:
        return []
    tongue = "zh" if language.startswith("zh") else "en"
    licences = licences_for(missing, music.use_for(view.playlist.store), tongue)
    tracks = Track.objects.filter(pk__in=missing).order_by("pk")
    return [Left(track, _reason(licences[track.pk])) for track in tracks]


def _reason(licence: LicenceWords) -> str:
    return _("Not wanted in this store.") if licence["allowed"] else licence["summary"]
