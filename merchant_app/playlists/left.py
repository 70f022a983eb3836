"""Tracks that were accepted and left the list all the same, each with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from licensing.catalogue.models import Track
from licensing.rights.licence_words import LicenceWords, licences_for
from licensing.rights.words import spoken
from matching.intent.state import ACCEPTING, verdicts
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
    listed = {row.item.track_id for row in view.items}
    liked = {each.track for each in view.said if each.own and each.kind in ACCEPTING}
    if liked <= listed:  # as a rule
        return []
    missing = verdicts(events_of(view.playlist)).accepted - listed
    if not missing:
        return []
    tongue = spoken(language)
    licences = licences_for(missing, music.use_for(view.playlist.store), tongue)
    tracks = Track.objects.filter(pk__in=missing).order_by("pk")
    return [Left(track, _reason(licences[track.pk])) for track in tracks]


def _reason(licence: LicenceWords) -> str:
    return _("Not wanted in this store.") if licence["allowed"] else licence["summary"]
