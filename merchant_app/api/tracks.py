"""Tracks of the catalogue that a store may play."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets

from licensing.catalogue.models import Track
from merchant_app import music
from merchant_app.accounts.access import membership_of
from merchant_app.api.access import MerchantPermission, organisation_of
from merchant_app.numbers import whole_number
from merchant_app.stores.models import Store


class TrackSerializer(serializers.ModelSerializer[Track]):
    """A track's facts."""

    class Meta:
        model = Track
        fields = [
            "id",
            "title",
            "version",
            "artist",
            "release",
            "isrc",
            "duration_s",
            "vocal",
            "explicit",
            "ai_generated",
            "licence_name",
            "attribution",
            "source",
            "demonstration",
        ]


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("cleared_for", int, description="Id of one of your stores."),
            OpenApiParameter("q", str, description="Words of title or artist."),
        ]
    )
)
class TrackViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Track]):
    """The catalogue as a store may play it; editors may leave `cleared_for` out."""

    serializer_class = TrackSerializer
    permission_classes = [MerchantPermission]
    queryset = Track.objects.none()

    def get_queryset(self) -> QuerySet[Track]:
        store_id = self.request.query_params.get("cleared_for", "")
        tracks: QuerySet[Track] = Track.objects.filter(withdrawn=False).order_by("pk")
        if store_id or not self._sees_all():
            number = whole_number(store_id)
            if number is None:
                raise serializers.ValidationError(
                    {"cleared_for": [_("Give the id of one of your stores.")]}
                )
            stores = Store.objects.filter(organisation=organisation_of(self.request))
            store: Any = get_object_or_404(stores, pk=number)
            tracks = tracks.filter(pk__in=music.cleared_ids(store).tolist())
        words = self.request.query_params.get("q", "").strip()
        if words:
            tracks = tracks.filter(title__icontains=words) | tracks.filter(artist__icontains=words)
        return tracks

    def _sees_all(self) -> bool:
        user = self.request.user
        return bool(getattr(user, "desk_role", "")) and membership_of(self.request) is None
