"""Tracks as programs send and receive them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError as FactsError
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework import serializers

from licensing.catalogue.editing import FACTS
from licensing.catalogue.identifiers import gtin_of, isrc_of
from licensing.catalogue.models import Track, TrackArtist
from licensing.catalogue.services import (
    track_create,
    track_set_artists,
    track_set_tags,
    track_update,
    track_withdraw,
)

FEW = 100


class TrackSerializer(serializers.ModelSerializer[Track]):
    """A track's facts."""

    class Meta:
        model = Track
        fields = [
            "id", "title", "version", "artist", "release", "isrc", "duration_s", "vocal",
            "explicit", "ai_generated", "licence_name", "attribution", "source", "demonstration",
        ]  # fmt: skip


class ArtistBody(serializers.ModelSerializer[TrackArtist]):
    """One of the artists of a recording."""

    class Meta:
        model = TrackArtist
        fields = ["name", "role"]


class DeskTrack(TrackSerializer):
    """A track as the licensing desk sees it."""

    artists = ArtistBody(many=True, read_only=True)
    tags: Any = serializers.SlugRelatedField("tag", many=True, read_only=True)
    has_audio = serializers.SerializerMethodField()

    class Meta:
        model = Track
        fields = [
            *TrackSerializer.Meta.fields, "label", "release_icpn", "released_on", "external_key",
            "language", "source_url", "withdrawn", "quality_verdict", "quality_note",
            "quality_hold", "merged_into", "has_audio", "artists", "tags", "created_at",
            "updated_at",
        ]  # fmt: skip

    def get_has_audio(self, track: Track) -> bool:
        return track.asset_id is not None


class TrackFields(serializers.ModelSerializer[Track]):
    """What may be said about a track; what is left out stays as it is."""

    isrc = serializers.CharField(required=False, allow_blank=True, max_length=20)
    release_icpn = serializers.CharField(required=False, allow_blank=True, max_length=20)
    artists = serializers.ListField(child=ArtistBody(), required=False, max_length=FEW)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, max_length=FEW
    )
    withdrawn = serializers.BooleanField(required=False)

    class Meta:
        model = Track
        fields = [*sorted(FACTS), "artists", "tags", "withdrawn"]

    def validate_isrc(self, value: str) -> str:
        says = _("An ISRC is two letters, three letters or digits and seven digits.")
        return _number(value, isrc_of, says)

    def validate_release_icpn(self, value: str) -> str:
        says = _("This is no barcode: 8, 12, 13 or 14 digits with the right check digit.")
        return _number(value, gtin_of, says)


class NewTrackFields(TrackFields):
    """A new track: its facts, and its audio where it is at hand."""

    audio = serializers.FileField(required=False, write_only=True, allow_empty_file=True)

    class Meta(TrackFields.Meta):
        fields = [*TrackFields.Meta.fields, "audio"]
        extra_kwargs = {"title": {"required": False}}


class ItemFields(TrackFields):
    """One track of many: named by id, else by the supplier's number, else a new one."""

    id = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    class Meta(TrackFields.Meta):
        fields = ["id", *TrackFields.Meta.fields]
        extra_kwargs = {"title": {"required": False}}


class BulkTracks(serializers.Serializer[Any]):
    """Up to 1,000 tracks, each with the fields of one."""

    tracks = serializers.ListField(
        child=serializers.DictField(), allow_empty=False, max_length=1000
    )


class BulkTrackRow(serializers.Serializer[Any]):
    """What became of one of many."""

    index = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=["created", "changed", "unchanged", "failed"])
    id = serializers.IntegerField(required=False)
    code = serializers.CharField(required=False)
    errors = serializers.DictField(required=False)  # type: ignore[assignment]


class BulkTracksBody(serializers.Serializer[Any]):
    """What became of many."""

    written = serializers.IntegerField()
    failed = serializers.IntegerField()
    results = BulkTrackRow(many=True)


def track_write(track: Track | None, said: dict[str, Any]) -> Track:
    """Write what was said, all of it or nothing. Raises DRF's ValidationError by field."""
    facts = {name: value for name, value in said.items() if name in FACTS}
    try:
        with transaction.atomic():
            if track is None:
                track = track_create(facts=facts, tags=said.get("tags", ()))
            else:
                if facts:
                    track_update(track=track, facts=facts)
                if "tags" in said:
                    track_set_tags(track=track, tags=said["tags"])
            if "artists" in said:
                main = TrackArtist.Role.MAIN
                named = [(artist["name"], artist.get("role", main)) for artist in said["artists"]]
                track_set_artists(track=track, artists=named)
            if "withdrawn" in said:
                track_withdraw(track=track, withdrawn=said["withdrawn"])
    except FactsError as error:
        raise serializers.ValidationError(error.message_dict) from error
    return track


def _number(value: str, read: Callable[[str], str], says: str) -> str:
    if not value.strip():
        return ""
    try:
        return read(value)
    except ValueError:
        raise serializers.ValidationError(says) from None
