"""Addresses of audio, photos and evidence for pages, the interface for programs and players.

Every function returns a path without host (`request.build_absolute_uri` adds it), or "" where
there is no file. They ask no rights and no database: a link to a track opens only while the track
is cleared for its shop, whatever page wrote the link.
"""

from __future__ import annotations

from django.conf import settings

from licensing.catalogue.models import AudioAsset, Track
from licensing.licences.models import Grant
from merchant_app.accounts.models import User
from merchant_app.briefs.models import BriefInput
from merchant_app.media.links import Link, link_end, link_path
from merchant_app.onair.models import PlayerDevice
from merchant_app.stores.models import Store
from merchant_app.voting.models import Voter


def _end(seconds: int | None) -> int:
    return link_end(seconds or settings.MEDIA_URL_SECONDS)


def track_url(
    track: Track,
    *,
    store: Store,
    for_user: User | None = None,
    for_device: PlayerDevice | None = None,
    for_voter: Voter | None = None,
    seconds: int | None = None,
) -> str:
    """The audio of a track, to a person of the organisation, a player, or a colleague who votes."""
    holders = (("d", for_device), ("v", for_voter), ("u", for_user))
    holder = next((f"{letter}{row.pk}" for letter, row in holders if row is not None), "")
    if not holder:
        raise ValueError("a link needs a holder: for_user, for_device or for_voter")
    if not track.asset_id:
        return ""
    return link_path(Link("track", track.pk, holder, store.pk, _end(seconds)))


def asset_url(asset: AudioAsset | None, *, for_user: User, seconds: int | None = None) -> str:
    """Any audio file of the catalogue, cleared or not, for an editor at the desk."""
    if asset is None or not asset.file:
        return ""
    return link_path(Link("asset", asset.pk, f"u{for_user.pk}", 0, _end(seconds)))


def evidence_url(grant: Grant, *, for_user: User, seconds: int | None = None) -> str:
    """The document that proves a grant, for an editor."""
    if not grant.evidence_file:
        return ""
    return link_path(Link("evidence", grant.pk, f"u{for_user.pk}", 0, _end(seconds)))


def photo_url(
    brief_input: BriefInput, *, for_user: User, thumbnail: bool = True, seconds: int | None = None
) -> str:
    """A photo of a brief: small (at most 480 pixels wide and high), or as it was uploaded."""
    return _input_url(brief_input, "thumb" if thumbnail else "photo", for_user, seconds)


def upload_url(brief_input: BriefInput, *, for_user: User, seconds: int | None = None) -> str:
    """An audio file of a brief, for the people of the organisation that uploaded it."""
    return _input_url(brief_input, "upload", for_user, seconds)


def _input_url(brief_input: BriefInput, kind: str, user: User, seconds: int | None) -> str:
    if not brief_input.file:
        return ""
    return link_path(Link(kind, brief_input.pk, f"u{user.pk}", 0, _end(seconds)))
