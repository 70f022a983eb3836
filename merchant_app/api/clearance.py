"""May this track be played there, and why: the decision for programs."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from licensing.catalogue.models import Track
from licensing.rights.premises import Activity, Premises
from merchant_app import music
from merchant_app.accounts.access import membership_of
from merchant_app.accounts.models import User
from merchant_app.api.access import MerchantPermission, organisation_of
from merchant_app.compliance.asking import CannotAsk, place_use, store_question
from merchant_app.compliance.why import Basis, Why, wanted_by, why_for
from merchant_app.stores.models import Store


class ReasonBody(serializers.Serializer[Any]):
    code = serializers.CharField()
    sentence = serializers.CharField()
    remedy = serializers.CharField(help_text="What would change it; empty where it allows.")


class BasisBody(serializers.Serializer[Any]):
    licensor = serializers.CharField()
    licence_name = serializers.CharField()
    licence_url = serializers.CharField()
    basis = serializers.CharField()
    side = serializers.CharField()
    rights = serializers.ListField(child=serializers.CharField())
    repertoire = serializers.CharField(help_text="Society or publisher whose shares it covers.")
    until = serializers.DateField(allow_null=True, help_text="Last day; null: until further notice")


class RuleBody(serializers.Serializer[Any]):
    code = serializers.CharField()
    payer = serializers.CharField(help_text="service: needs a grant; venue: the place itself pays.")
    note = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    source_url = serializers.CharField()
    as_of = serializers.DateField()


class TerritoryBody(serializers.Serializer[Any]):
    code = serializers.CharField()
    sourced = serializers.BooleanField(help_text="Whether anybody has sourced a rule for it yet.")
    rules = RuleBody(many=True)


class ClearanceBody(serializers.Serializer[Any]):
    """The decision, what it rests on, and what the country asks for."""

    track = serializers.IntegerField()
    store = serializers.IntegerField(allow_null=True)
    at = serializers.DateTimeField()
    allowed = serializers.BooleanField()
    wanted = serializers.BooleanField(
        allow_null=True,
        help_text="False: the store's own block list or its choice about lyrics leaves it out. "
        "Null without a store.",
    )
    reasons = ReasonBody(many=True)
    bases = BasisBody(many=True)
    until = serializers.DateField(allow_null=True)
    attribution = serializers.CharField()
    territory = TerritoryBody()
    notice = serializers.CharField()


def _parameter(name: str, kind: Any, description: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=description, **more)


PARAMETERS = [
    _parameter("store", int, "One of your stores; instead of the parameters of a place."),
    _parameter("territory", str, "ISO 3166-1 alpha-2 code of a place; with `premises`."),
    _parameter("premises", str, "Kind of premises.", enum=Premises.values),
    _parameter("floor_area", int, "m²; without it, unknown."),
    _parameter("locations", int, "Shops of the merchant; without it, one."),
    _parameter("activities", str, f"Codes separated by commas: {', '.join(Activity.values)}."),
    _parameter("channel", str, "Default: stream.", enum=["stream", "offline", "promotion"]),
    _parameter("at", str, "ISO 8601 time with its zone; without it, now."),
]


class ClearanceView(APIView):
    """One track, one use. Members ask for their stores; members and the desk for any place."""

    permission_classes = [MerchantPermission]

    @extend_schema(operation_id="tracks_clearance", parameters=PARAMETERS, responses=ClearanceBody)
    def get(self, request: Request, track_id: int) -> Response:
        """May it be played there, why, on what basis, and what the country asks for."""
        if membership_of(request) is None and not cast("User", request.user).desk_role:
            raise PermissionDenied
        asked = request.query_params.dict()
        store: Store | None = None
        try:
            if "store" in asked:
                number, moment, channel = store_question(asked)
                stores = Store.objects.filter(organisation=organisation_of(request))
                store = get_object_or_404(stores, pk=number)
                use = music.use_for(store, channel=channel, moment=moment)
            else:
                use = place_use(asked)
        except CannotAsk as wrong:
            raise serializers.ValidationError(
                {name: [sentence] for name, sentence in wrong.problems.items()}
            ) from wrong
        track = get_object_or_404(Track, pk=track_id)
        why = why_for(track, use, get_language() or "en")
        return Response(clearance_json(why, store))


def clearance_json(why: Why, store: Store | None) -> dict[str, Any]:
    """The answer about one track in one use."""
    return {
        "track": why.track.pk,
        "store": store.pk if store else None,
        "at": why.use.moment.isoformat(),
        "allowed": why.allowed,
        "wanted": wanted_by(store, why.track) if store else None,
        "reasons": [
            {"code": reason.code, "sentence": reason.sentence, "remedy": reason.remedy}
            for reason in why.reasons
        ],
        "bases": [_basis_json(basis) for basis in why.bases],
        "until": why.until,
        "attribution": why.credit,
        "territory": {
            "code": why.use.territory,
            "sourced": why.rules.sourced,
            "rules": [
                {
                    "code": rule.code,
                    "payer": rule.payer,
                    "note": rule.note(get_language() or "en"),
                    "source": rule.source,
                    "source_url": rule.url,
                    "as_of": rule.as_of,
                }
                for rule in why.rules.rules
            ],
        },
        "notice": _("Foyer keeps the books on permissions; this is not legal advice."),
    }


def _basis_json(basis: Basis) -> dict[str, Any]:
    return {
        "licensor": basis.licensor,
        "licence_name": basis.licence_name,
        "licence_url": basis.licence_url,
        "basis": basis.basis,
        "side": basis.side,
        "rights": list(basis.rights),
        "repertoire": basis.repertoire,
        "until": basis.until,
    }
