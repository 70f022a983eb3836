"""Playlists: read, judge, wish, restore, publish."""

from __future__ import annotations

import math
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from merchant_app.api.access import MerchantPermission, organisation_of, person
from merchant_app.numbers import NUMBER, whole_number
from merchant_app.onair.services import publish, unpublish
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.selectors import ItemRow, playlists_of, version_view
from merchant_app.playlists.services.feedback import feedback_give
from merchant_app.playlists.services.versions import current_version, version_restore
from merchant_app.playlists.services.wishes import wish_set


def track_id() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class FeedbackFields(serializers.Serializer[Any]):
    """Verdicts on tracks of the playlist."""

    accept = serializers.ListField(child=track_id(), default=list)
    reject = serializers.ListField(child=track_id(), default=list)
    version = serializers.IntegerField(required=False, allow_null=True, min_value=0)


class WishFields(serializers.Serializer[Any]):
    """A wish to set, lock or remove."""

    key = serializers.RegexField(r"^[a-z_]+:[\w .&'-]+(:(lower|higher))?$", max_length=80)
    direction = serializers.ChoiceField(choices=[1, -1], default=1)
    strength = serializers.FloatField(min_value=0, max_value=1, allow_null=True, default=None)
    locked = serializers.BooleanField(default=False)
    removed = serializers.BooleanField(default=False)

    def validate_strength(self, value: float | None) -> float | None:
        if value is not None and math.isnan(value):
            raise serializers.ValidationError(_("A valid number is required."))
        return value


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


class WishBody(serializers.Serializer[Any]):
    key = serializers.CharField()
    text = serializers.CharField()
    direction = serializers.IntegerField()
    strength = serializers.FloatField()
    origin = serializers.CharField()
    locked = serializers.BooleanField()
    removed = serializers.BooleanField()


class VersionBody(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    origin = serializers.CharField()
    created_at = serializers.DateTimeField()


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
    versions = VersionBody(many=True)


class LeftOutBody(serializers.Serializer[Any]):
    """A track of the version that may not be played in the store now."""

    track = serializers.IntegerField()
    reasons = serializers.ListField(child=serializers.CharField())


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
    view = version_view(version, user=person(request), language=get_language() or "en")
    return {
        "id": view.playlist.pk,
        "store": view.playlist.store_id,
        "name": view.playlist.name,
        "version": version.number,
        "current": view.is_current,
        "on_air": version.publications.filter(stopped_at__isnull=True).exists(),
        "items": [_item_json(row, request) for row in view.items],
        "intent": [vars(wish) for wish in view.wishes],
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
    }


class PlaylistViewSet(viewsets.GenericViewSet[Playlist]):
    """The playlists of the caller's organisation."""

    permission_classes = [MerchantPermission]
    member_actions = ("feedback",)
    queryset = Playlist.objects.none()
    serializer_class = PlaylistSummary
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Playlist]:
        return playlists_of(organisation_of(self.request))

    def _answer(self, version: PlaylistVersion) -> Response:
        return Response(playlist_json(version, self.request))

    @extend_schema(parameters=[OpenApiParameter("store", int)])
    def list(self, request: Request) -> Response:
        """The playlists, newest first; `store` narrows them to one store."""
        rows = self.get_queryset()
        store = request.query_params.get("store", "")
        if store:
            number = whole_number(store)
            rows = rows.none() if number is None else rows.filter(store_id=number)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(responses=PlaylistBody, parameters=[OpenApiParameter("version", int)])
    def retrieve(self, request: Request, pk: str) -> Response:
        """The current version, or the one that `version` names."""
        playlist = self.get_object()
        asked = request.query_params.get("version", "")
        if not asked:
            return self._answer(current_version(playlist))
        version = playlist.versions.filter(number=whole_number(asked) or 0).first()
        if version is None:
            raise PlaylistProblem("no_such_version", number=asked)
        return self._answer(version)

    @extend_schema(
        request=FeedbackFields,
        responses=PlaylistBody,
        parameters=[OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)],
    )
    @action(detail=True, methods=["post"])
    def feedback(self, request: Request, pk: str) -> Response:
        """Accept and reject; answers with the next version."""
        playlist = self.get_object()
        fields = FeedbackFields(data=request.data)
        fields.is_valid(raise_exception=True)
        said = fields.validated_data
        return self._answer(
            feedback_give(
                playlist=playlist,
                user=person(request),
                accept=said["accept"],
                reject=said["reject"],
                version=said.get("version"),
                idempotency_key=request.headers.get("Idempotency-Key", ""),
            )
        )

    @extend_schema(request=WishFields, responses=PlaylistBody)
    @action(detail=True, methods=["post"])
    def wishes(self, request: Request, pk: str) -> Response:
        """Set, lock or remove a wish; answers with the next version."""
        playlist = self.get_object()
        fields = WishFields(data=request.data)
        fields.is_valid(raise_exception=True)
        made = wish_set(playlist=playlist, user=person(request), **fields.validated_data)
        return self._answer(made)

    @extend_schema(
        request=None,
        responses=PlaylistBody,
        parameters=[OpenApiParameter("number", int, OpenApiParameter.PATH)],
    )
    @action(detail=True, methods=["post"], url_path=rf"versions/(?P<number>{NUMBER})/restore")
    def restore(self, request: Request, pk: str, number: str) -> Response:
        """Bring an earlier version back as the newest."""
        made = version_restore(playlist=self.get_object(), number=int(number), user=person(request))
        return self._answer(made)

    @extend_schema(request=None, responses=PublishedBody)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Put the current version on air in its store; `left_out` says what of it does not play."""
        playlist = self.get_object()
        version = current_version(playlist)
        done = publish(store=playlist.store, version=version, user=person(request))
        left_out = [
            {"track": each.track.pk, "reasons": list(each.reasons)} for each in done.left_out
        ]
        return Response({**playlist_json(version, request), "left_out": left_out})

    @extend_schema(request=None, responses=PlaylistBody)
    @action(detail=True, methods=["post"])
    def unpublish(self, request: Request, pk: str) -> Response:
        """Take the playlist off air, if it is on."""
        playlist = self.get_object()
        unpublish(store=playlist.store, playlist=playlist)
        return self._answer(current_version(playlist))
