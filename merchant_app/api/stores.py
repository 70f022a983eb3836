"""Stores: create, list, read and change."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pycountry
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import mixins, serializers, viewsets

from licensing.rights.premises import Activity
from merchant_app.api.access import MerchantPermission, organisation_of
from merchant_app.numbers import NUMBER
from merchant_app.stores.hours import hours_clean
from merchant_app.stores.models import Store


class StoreSerializer(serializers.ModelSerializer[Store]):
    """A store as programs see it."""

    activities = serializers.MultipleChoiceField(
        choices=Activity.choices,
        required=False,
        help_text="What goes on there beside background music; licences often do not cover it.",
    )

    class Meta:
        model = Store
        fields = [
            "id",
            "name",
            "premises_type",
            "territory",
            "timezone",
            "floor_area_m2",
            "activities",
            "explicit_choice",
            "opening_hours",
        ]
        extra_kwargs = {"premises_type": {"required": True}, "timezone": {"required": True}}

    def validate_territory(self, value: str) -> str:
        if pycountry.countries.get(alpha_2=value.upper()) is None:
            raise serializers.ValidationError(_("Use an ISO 3166-1 code such as DE or CN."))
        return value.upper()

    def validate_activities(self, value: set[str]) -> list[str]:
        """The codes once each, in a steady order: the column is JSON."""
        return [code for code in Activity.values if code in value]

    def validate_opening_hours(self, value: Any) -> dict[str, list[list[str]]]:
        return hours_clean(value)

    def validate_timezone(self, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise serializers.ValidationError(
                _("Use a time zone such as Europe/Berlin.")
            ) from error
        return value


class StoreViewSet(
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    viewsets.GenericViewSet[Store],
):
    """The stores of the caller's organisation."""

    serializer_class = StoreSerializer
    permission_classes = [MerchantPermission]
    queryset = Store.objects.none()
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Store]:
        return Store.objects.filter(organisation=organisation_of(self.request))

    def perform_create(self, serializer: Any) -> None:
        serializer.save(organisation=organisation_of(self.request))
