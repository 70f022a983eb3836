"""Whether a link may still be opened now, and which stored file it opens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.http import Http404

from licensing.catalogue.models import AudioAsset, Track
from licensing.licences.models import Grant
from licensing.rights.selectors import decision_for
from merchant_app.accounts.models import Membership, User
from merchant_app.briefs.models import BriefInput
from merchant_app.media.links import Link, LinkEnded
from merchant_app.media.thumbnails import thumbnail_name
from merchant_app.music import cleared_ids, use_for
from merchant_app.onair.models import PlayerDevice
from merchant_app.playlists.models import PlaylistItem
from merchant_app.playlists.survivors import playing_in_place
from merchant_app.stores.models import Store
from merchant_app.voting.models import Voter


@dataclass(frozen=True)
class Opened:
    """A file in the storage, what to call it, and a tag that changes with its bytes."""

    name: str
    filename: str
    etag: str


def open_link(link: Link) -> Opened:
    """The file behind a link.

    Raises `LinkEnded` when the holder lost the right to it (left the organisation, player
    withdrawn, track no longer cleared there) and `Http404` when the file is gone.
    """
    return _OPENERS[link.kind](link)


def _track(link: Link) -> Opened:
    store = Store.objects.filter(pk=link.store).select_related("organisation").first()
    if store is None or not _may_hear(link.holder, store, link.target):
        raise LinkEnded
    track = Track.objects.select_related("asset").filter(pk=link.target).first()
    if track is None or track.asset is None:
        raise Http404
    if not _cleared(link.holder, store, track.pk):
        raise LinkEnded
    return _asset_file(track.asset)


def _may_hear(holder: str, store: Store, track_id: int) -> bool:
    if holder.startswith("v"):
        return _may_vote(holder, store, track_id)
    if holder.startswith("d"):
        return PlayerDevice.objects.filter(
            pk=holder[1:], store=store, revoked_at__isnull=True
        ).exists()
    return _is_member(holder, store.organisation_id)


def _may_vote(holder: str, store: Store, track_id: int) -> bool:
    """A colleague hears the tracks of the playlist they vote on, while their link works."""
    voter = Voter.objects.filter(pk=holder[1:], link__playlist__store=store)
    row = voter.select_related("link").first()
    if row is None or not row.link.live:
        return False
    listed = PlaylistItem.objects.filter(version__playlist=row.link.playlist_id)
    return track_id in playing_in_place(listed.values_list("track_id", flat=True).distinct())


def _cleared(holder: str, store: Store, track_id: int) -> bool:
    """People may audition what the rights allow; a player also keeps to what the store blocked."""
    if holder.startswith("d"):
        return track_id in cleared_ids(store)
    return decision_for(track_id, use_for(store)).allowed


def _is_member(holder: str, organisation_id: int) -> bool:
    return Membership.objects.filter(
        user_id=holder[1:], user__is_active=True, organisation_id=organisation_id
    ).exists()


def _asset(link: Link) -> Opened:
    _desk_only(link)
    asset = AudioAsset.objects.filter(pk=link.target).first()
    if asset is None:
        raise Http404
    return _asset_file(asset)


def _asset_file(asset: AudioAsset) -> Opened:
    stored, sent = Path(str(asset.file.name)), Path(asset.original_name)
    if asset.mime == "audio/flac" and sent.suffix.lower() != stored.suffix:
        # Re-encoded for players: other bytes, hence another tag and the ending of what it is now.
        return Opened(str(stored), f"{sent.stem}{stored.suffix}", f"{asset.sha256}-flac")
    return Opened(str(stored), asset.original_name, asset.sha256)


def _evidence(link: Link) -> Opened:
    _desk_only(link)
    grant = Grant.objects.filter(pk=link.target).first()
    if grant is None or not grant.evidence_file:
        raise Http404
    name = str(grant.evidence_file.name)
    return Opened(name, name.rsplit("/", 1)[-1], f"evidence-{grant.pk}-{name}")


def _desk_only(link: Link) -> None:
    people = User.objects.filter(pk=link.holder[1:], is_active=True).exclude(desk_role="")
    if not people.exists():
        raise LinkEnded


def _input(link: Link) -> Opened:
    brief_input = BriefInput.objects.filter(pk=link.target).select_related("brief__store").first()
    if brief_input is None or not brief_input.file:
        raise Http404
    if not _is_member(link.holder, brief_input.brief.store.organisation_id):
        raise LinkEnded
    tag = brief_input.sha256 or f"input-{brief_input.pk}"
    return Opened(str(brief_input.file.name), brief_input.original_name, tag)


def _thumb(link: Link) -> Opened:
    photo = _input(link)
    return Opened(thumbnail_name(photo.name), photo.filename, f"small-{photo.etag}")


_OPENERS = {
    "track": _track,
    "asset": _asset,
    "evidence": _evidence,
    "photo": _input,
    "thumb": _thumb,
    "upload": _input,
}
