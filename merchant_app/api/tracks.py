"""Tracks of the catalogue: what a store may play, and all of them for the licensing desk."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from licensing.browsing.idset import is_in
from licensing.bulk.repeating import KeyReused, StillWorking, answer_once
from licensing.catalogue.models import Track
from licensing.catalogue.services import track_withdraw
from licensing.desk.access import desk_of
from licensing.history.services import acting
from merchant_app import music
from merchant_app.accounts.access import membership_of
from merchant_app.api.access import MerchantPermission, organisation_of
from merchant_app.api.problems import problem
from merchant_app.api.track_audio import track_with_audio
from merchant_app.api.track_bulk import tracks_write
from merchant_app.api.track_fields import (
    BulkTracks,
    BulkTracksBody,
    DeskTrack,
    NewTrackFields,
    TrackFields,
    TrackSerializer,
    track_write,
)
from merchant_app.api.track_filters import FILTERS, asked_tracks
from merchant_app.numbers import NUMBER, whole_number
from merchant_app.stores.models import Store


class TrackPermission(MerchantPermission):
    """Members of an organisation and the desk read; only editors of the desk write."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method in SAFE_METHODS:
            return super().has_permission(request, view)
        return desk_of(request.user).edits


class TrackViewSet(viewsets.GenericViewSet[Track]):
    """The catalogue as a store may play it; the desk may leave `cleared_for` out, and writes."""

    serializer_class = DeskTrack
    permission_classes = [TrackPermission]
    parser_classes = [JSONParser, MultiPartParser, FormParser]
    queryset = Track.objects.none()
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Track]:
        if self._of_desk():
            return Track.objects.prefetch_related("artists", "tags")
        return self._for_store(self.request.query_params.get("cleared_for", ""))

    def _of_desk(self) -> bool:
        """Whether the whole catalogue is meant: people of a merchant ask for a store of theirs."""
        user = self.request.user
        if self.request.method not in SAFE_METHODS:
            return True
        named = "cleared_for" in self.request.query_params
        return desk_of(user).reads and membership_of(self.request) is None and not named

    def _for_store(self, store_id: str) -> QuerySet[Track]:
        number = whole_number(store_id)
        if number is None:
            raise serializers.ValidationError(
                {"cleared_for": [_("Give the id of one of your stores.")]}
            )
        stores = Store.objects.filter(organisation=organisation_of(self.request))
        store: Any = get_object_or_404(stores, pk=number)
        cleared = music.cleared_ids(store)
        return Track.objects.filter(is_in(cleared), withdrawn=False).order_by("pk")

    def get_serializer_class(self) -> Any:
        return DeskTrack if self._of_desk() else TrackSerializer

    @extend_schema(parameters=FILTERS, responses=DeskTrack(many=True))
    def list(self, request: Request) -> Response:
        """Tracks; merchants name a store of theirs and get fewer fields."""
        tracks = self.get_queryset()
        if self._of_desk():
            tracks = asked_tracks(request).prefetch_related("artists", "tags")
        else:
            words = request.query_params.get("q", "").strip()
            if words:
                by_artist = tracks.filter(artist__icontains=words)
                tracks = tracks.filter(title__icontains=words) | by_artist
        rows = self.get_serializer(self.paginate_queryset(tracks), many=True).data
        return self.get_paginated_response(rows)

    @extend_schema(responses=DeskTrack)
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        request={"application/json": TrackFields, "multipart/form-data": NewTrackFields},
        responses={201: DeskTrack},
    )
    def create(self, request: Request) -> Response:
        """Add a track, with its audio (multipart, field `audio`) or without."""
        fields = NewTrackFields(data=request.data)
        fields.is_valid(raise_exception=True)
        said = _sent(fields.validated_data, request)
        audio = said.pop("audio", None)
        if audio is None and not said.get("title"):
            raise serializers.ValidationError({"title": [_("A new track needs a title.")]})
        with acting(request.user):
            made = track_with_audio(audio, said) if audio else None
            track = track_write(made, said)
        return self._answer(track, HTTPStatus.CREATED)

    @extend_schema(request=TrackFields, responses=DeskTrack)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is known; what is left out stays."""
        fields = TrackFields(data=request.data, partial=True)
        fields.is_valid(raise_exception=True)
        with acting(request.user):
            track = track_write(self.get_object(), _sent(fields.validated_data, request))
        return self._answer(track)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Withdraw: it plays nowhere any more, and can be taken back with `withdrawn: false`."""
        with acting(request.user):
            track_withdraw(track=self.get_object(), withdrawn=True)
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(
        request=BulkTracks,
        responses=BulkTracksBody,
        parameters=[OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)],
    )
    @action(detail=False, methods=["post"], parser_classes=[JSONParser])
    def bulk(self, request: Request) -> Response:
        """Add or change up to 1,000 tracks; each is written or fails alone.

        With an `Idempotency-Key` the same request sent again gets the same answer.
        """
        fields = BulkTracks(data=request.data)
        fields.is_valid(raise_exception=True)
        items = fields.validated_data["tracks"]
        key = request.headers.get("Idempotency-Key", "")
        try:
            with acting(request.user):
                done = answer_once(request.user, key, items, lambda: tracks_write(items))
        except KeyReused:
            says = _("This Idempotency-Key was used before for another request.")
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "key_reused", says)
        except StillWorking:
            says = _("The same request is being done. Ask again in a moment.")
            return problem(HTTPStatus.CONFLICT, "still_working", says)
        return Response(done)

    def _answer(self, track: Track, status: HTTPStatus = HTTPStatus.OK) -> Response:
        fresh = Track.objects.prefetch_related("artists", "tags").get(pk=track.pk)
        return Response(DeskTrack(fresh).data, status=status)


def _sent(validated: Any, request: Request) -> dict[str, Any]:
    """Of a form, REST framework takes every box that was not sent for one that was cleared."""
    return {name: value for name, value in validated.items() if name in request.data}
