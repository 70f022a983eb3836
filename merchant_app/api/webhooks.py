"""Webhooks for programs: only a token of an owner reaches them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from merchant_app.accounts.access import membership_of
from merchant_app.api.access import organisation_of
from merchant_app.api.problems import problem
from merchant_app.numbers import NUMBER
from merchant_app.webhooks.endpoints import (
    endpoint_create,
    endpoint_delete,
    endpoint_update,
    secret_rotate,
)
from merchant_app.webhooks.models import Delivery, Endpoint, EventKind
from merchant_app.webhooks.problems import WebhookProblem
from merchant_app.webhooks.services import redeliver

LATEST = 100
CONFLICTS = {"address_taken", "too_many_webhooks", "webhook_stopped"}


class OwnerPermission(BasePermission):
    """Owners alone: a webhook takes data out of the organisation."""

    def has_permission(self, request: Request, view: Any) -> bool:
        member = membership_of(request) if request.user.is_authenticated else None
        return member is not None and member.may_own


class WebhookFields(serializers.Serializer[Any]):
    address = serializers.CharField(max_length=500)
    events = serializers.ListField(child=serializers.ChoiceField(choices=EventKind.choices))
    active = serializers.BooleanField(required=False)


class WebhookBody(serializers.Serializer[Any]):
    """A webhook; `secret` is there only in the answer that made it."""

    id = serializers.IntegerField()
    address = serializers.CharField()
    events = serializers.ListField(child=serializers.CharField())
    active = serializers.BooleanField()
    stopped = serializers.CharField(help_text="owner, unreachable or empty")
    created_at = serializers.DateTimeField()
    secret = serializers.CharField(required=False)


class DeliveryBody(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    event = serializers.CharField()
    message = serializers.CharField(help_text="webhook-id of the message")
    state = serializers.ChoiceField(choices=Delivery.State.choices)
    attempts = serializers.IntegerField()
    status = serializers.IntegerField(allow_null=True)
    problem = serializers.CharField()
    due_at = serializers.DateTimeField()
    tried_at = serializers.DateTimeField(allow_null=True)


class WebhookViewSet(viewsets.GenericViewSet[Endpoint]):
    """The webhooks of the caller's organisation."""

    permission_classes = [OwnerPermission]
    serializer_class = WebhookFields
    queryset = Endpoint.objects.none()
    lookup_value_regex = NUMBER
    pagination_class = None

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, WebhookProblem):
            number = HTTPStatus.CONFLICT if exc.code in CONFLICTS else HTTPStatus.BAD_REQUEST
            made = problem(number, exc.code, str(exc))
            made.exception = True
            return made
        return super().handle_exception(exc)

    def _own(self) -> Endpoint:
        rows = Endpoint.objects.filter(organisation=organisation_of(self.request))
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @extend_schema(responses=WebhookBody(many=True))
    def list(self, request: Request) -> Response:
        rows = Endpoint.objects.filter(organisation=organisation_of(request))
        return Response([_json(row) for row in rows])

    @extend_schema(responses={201: WebhookBody})
    def create(self, request: Request) -> Response:
        """Add a webhook; the answer holds its secret, this once."""
        fields = self.get_serializer(data=request.data)
        fields.is_valid(raise_exception=True)
        sent = fields.validated_data
        made = endpoint_create(
            organisation=organisation_of(request), address=sent["address"], events=sent["events"]
        )
        return Response({**_json(made), "secret": made.secret}, status=status.HTTP_201_CREATED)

    @extend_schema(responses=WebhookBody)
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(_json(self._own()))

    @extend_schema(responses=WebhookBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change address or events, switch on or off."""
        endpoint = self._own()
        fields = self.get_serializer(data=request.data, partial=True)
        fields.is_valid(raise_exception=True)
        return Response(_json(endpoint_update(endpoint=endpoint, **fields.validated_data)))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        endpoint_delete(endpoint=self._own())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=WebhookBody)
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, pk: str) -> Response:
        """A new secret, in the answer this once; the old one signs beside it for a day."""
        endpoint = self._own()
        secret = secret_rotate(endpoint=endpoint)
        return Response({**_json(endpoint), "secret": secret})

    @extend_schema(responses=DeliveryBody(many=True))
    @action(detail=True)
    def deliveries(self, request: Request, pk: str) -> Response:
        """The latest hundred, newest first."""
        rows = self._own().deliveries.select_related("event")[:LATEST]
        return Response([_delivery(row) for row in rows])

    @extend_schema(request=None, responses={202: DeliveryBody})
    @action(detail=True, methods=["post"], url_path=rf"deliveries/(?P<delivery>{NUMBER})/again")
    def again(self, request: Request, pk: str, delivery: str) -> Response:
        """Send one message once more."""
        rows = self._own().deliveries.select_related("event", "endpoint")
        row = redeliver(get_object_or_404(rows, pk=int(delivery)))
        return Response(_delivery(row), status=status.HTTP_202_ACCEPTED)


def _json(row: Endpoint) -> dict[str, Any]:
    return {
        "id": row.pk,
        "address": row.address,
        "events": row.events,
        "active": row.active,
        "stopped": row.stopped,
        "created_at": row.created_at,
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "id": row.pk,
        "event": row.event.kind,
        "message": str(row.event.uuid),
        "state": row.state,
        "attempts": row.attempts,
        "status": row.status,
        "problem": row.problem,
        "due_at": row.due_at,
        "tried_at": row.tried_at,
    }
