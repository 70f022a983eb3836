"""What the interface for programs answers about a playlist."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from rest_framework import serializers
from rest_framework.request import Request

from matching.intent.splitting import Split
from merchant_app.api.access import person
from merchant_app.playlists.left import accepted_and_left
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.selectors import ItemRow, version_view, wish_row


class TrackBody(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    artist = serializers.CharField()
    duration_s = serializers.FloatField(allow_null=True)
    audio_url = serializers.CharField()


class LicenceBody(serializers.Serializer[Any]):
    allowed = serializers.BooleanField()
    summary = serializers.CharField()
    basis = serializers.CharField()
    licensor = serializers.CharField()
    licence_name = serializers.CharField()
    licence_url = serializers.CharField()
    attribution = serializers.CharField()
    offline = serializers.BooleanField()
    until = serializers.CharField(allow_null=True)
    grant_ids = serializers.ListField(child=serializers.IntegerField())


class SeedName(serializers.Serializer[Any]):
    seed = serializers.IntegerField()
    name = serializers.CharField()


class ItemBody(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    track = TrackBody()
    score = serializers.FloatField()
    reasons = serializers.ListField(child=serializers.CharField())
    licence = LicenceBody()
    substitute_for = SeedName(allow_null=True)
    verdict = serializers.CharField(allow_blank=True)
    kept = serializers.BooleanField()
    guess = serializers.BooleanField()
    chance = serializers.FloatField(allow_null=True)
    shown_with = serializers.FloatField()


class WishBody(serializers.Serializer[Any]):
    key = serializers.CharField()
    text = serializers.CharField()
    direction = serializers.IntegerField()
    strength = serializers.FloatField()
    origin = serializers.CharField()
    locked = serializers.BooleanField()
    removed = serializers.BooleanField()
    taught_by = serializers.ListField(child=serializers.IntegerField())
    never = serializers.BooleanField()
    emerging = serializers.BooleanField()


class SurenessBody(serializers.Serializer[Any]):
    """Share of the next tracks that should fit, its range, and how many verdicts it rests on."""

    expected = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    labels = serializers.IntegerField()


class WideningBody(serializers.Serializer[Any]):
    """A wish to give up (or `boundary`: less sureness), and how many more tracks that lets in."""

    key = serializers.CharField()
    more = serializers.IntegerField()


class TastePartBody(serializers.Serializer[Any]):
    wishes = WishBody(many=True)
    accepted = serializers.ListField(child=serializers.IntegerField())


class SplitBody(serializers.Serializer[Any]):
    """An offer: the verdicts speak of two tastes."""

    parts = TastePartBody(many=True)
    gain = serializers.FloatField()


class VersionBody(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    origin = serializers.CharField()
    created_at = serializers.DateTimeField()


class LeftOutBody(serializers.Serializer[Any]):
    """A track that was accepted or listed and may not be played in the store now."""

    track = serializers.IntegerField()
    reasons = serializers.ListField(child=serializers.CharField())


class PlaylistBody(serializers.Serializer[Any]):
    """One version of a playlist."""

    id = serializers.IntegerField()
    store = serializers.IntegerField()
    name = serializers.CharField()
    version = serializers.IntegerField()
    current = serializers.BooleanField()
    on_air = serializers.BooleanField()
    items = ItemBody(many=True)
    intent = WishBody(many=True)
    sureness = SurenessBody(allow_null=True)
    held_back = serializers.IntegerField()
    widen = WideningBody(many=True)
    split = SplitBody(allow_null=True)
    left = LeftOutBody(many=True)
    versions = VersionBody(many=True)


class PublishedBody(PlaylistBody):
    """A version that is on air, and which of its tracks do not play."""

    left_out = LeftOutBody(many=True)


class PlaylistSummary(serializers.ModelSerializer[Playlist]):
    """A playlist in a list."""

    version = serializers.IntegerField(source="version_number")

    class Meta:
        model = Playlist
        fields = ["id", "store", "name", "length", "version", "created_at", "updated_at"]


def playlist_json(version: PlaylistVersion, request: Request) -> dict[str, Any]:
    """The answer about one version of a playlist."""
    language = get_language() or "en"
    view = version_view(version, user=person(request), language=language)
    return {
        "id": view.playlist.pk,
        "store": view.playlist.store_id,
        "name": view.playlist.name,
        "version": version.number,
        "current": view.is_current,
        "on_air": version.publications.filter(stopped_at__isnull=True).exists(),
        "items": [_item_json(row, request) for row in view.items],
        "intent": [vars(wish) for wish in view.wishes],
        "sureness": version.sureness,
        "held_back": version.held_back,
        "widen": version.widen,
        "split": _split_json(version, language),
        "left": [
            {"track": each.track.pk, "reasons": [each.reason]}
            for each in accepted_and_left(view, language)
        ],
        "versions": [
            {"number": each.number, "origin": each.origin, "created_at": each.created_at}
            for each in view.versions
        ],
    }


def _item_json(row: ItemRow, request: Request) -> dict[str, Any]:
    item = row.item
    seed = item.substitute_for
    return {
        "position": item.position,
        "track": {
            "id": item.track_id,
            "title": item.track.title,
            "artist": item.track.artist,
            "duration_s": item.track.duration_s,
            "audio_url": request.build_absolute_uri(row.audio_url) if row.audio_url else "",
        },
        "score": round(item.score, 4),
        "reasons": row.reasons,
        "licence": row.licence,
        "substitute_for": {"seed": seed.pk, "name": seed.name} if seed else None,
        "verdict": row.verdict,
        "kept": item.kept,
        "guess": item.guess,
        "chance": item.chance,
        "shown_with": item.shown_with,
    }


def _split_json(version: PlaylistVersion, language: str) -> dict[str, Any] | None:
    if not version.split:
        return None
    split = Split.from_json(version.split)
    return {
        "parts": [
            {
                "wishes": [vars(wish_row(wish, language)) for wish in part.wishes],
                "accepted": list(part.accepted),
            }
            for part in split.parts
        ],
        "gain": split.gain,
    }
