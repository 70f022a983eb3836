"""Playlists: read, judge, wish, restore, publish."""

from __future__ import annotations

import builtins

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle, UserRateThrottle

from merchant_app.api.access import MerchantPermission, organisation_of, person
from merchant_app.api.playlist_bodies import (
    PlaylistBody,
    PlaylistSummary,
    PublishedBody,
    playlist_json,
)
from merchant_app.api.playlist_fields import FeedbackFields, UndoFields, WishFields
from merchant_app.numbers import NUMBER, whole_number
from merchant_app.onair.services import publish, unpublish
from merchant_app.playlists.models import Playlist, PlaylistVersion
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.selectors import playlists_of
from merchant_app.playlists.services.feedback import feedback_give
from merchant_app.playlists.services.undoing import feedback_undo
from merchant_app.playlists.services.versions import current_version, version_restore
from merchant_app.playlists.services.wishes import wish_set

KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)
#: Actions that make a list anew.
ROUNDS = ("feedback", "undo", "wishes", "restore")


class RoundThrottle(UserRateThrottle):
    """Rounds of one person, through whatever playlist."""

    scope = "round"
    rate = "120/min"


class PlaylistViewSet(viewsets.GenericViewSet[Playlist]):
    """The playlists of the caller's organisation."""

    permission_classes = [MerchantPermission]
    member_actions = ("feedback", "undo")
    queryset = Playlist.objects.none()
    serializer_class = PlaylistSummary
    lookup_value_regex = NUMBER

    def get_throttles(self) -> builtins.list[BaseThrottle]:
        """A round costs more than a page: it has a limit of its own."""
        return super().get_throttles() + (
            [RoundThrottle()] if settings.ENV.RATE_LIMIT and self.action in ROUNDS else []
        )

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

    @extend_schema(request=FeedbackFields, responses=PlaylistBody, parameters=[KEY])
    @action(detail=True, methods=["post"])
    def feedback(self, request: Request, pk: str) -> Response:
        """Judge tracks; answers with the next version, or the current one where none was made."""
        playlist = self.get_object()
        fields = FeedbackFields(data=request.data)
        fields.is_valid(raise_exception=True)
        made = feedback_give(
            playlist=playlist,
            user=person(request),
            said=fields.said(),
            version=fields.validated_data.get("version"),
            idempotency_key=request.headers.get("Idempotency-Key", ""),
            round=fields.validated_data["round"],
        )
        return self._answer(made)

    @extend_schema(request=UndoFields, responses=PlaylistBody, parameters=[KEY])
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take a verdict back; answers with the version that counts now."""
        playlist = self.get_object()
        fields = UndoFields(data=request.data)
        fields.is_valid(raise_exception=True)
        made = feedback_undo(
            playlist=playlist,
            user=person(request),
            idempotency_key=request.headers.get("Idempotency-Key", ""),
            **fields.validated_data,
        )
        return self._answer(made)

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
