"""Grants, for programs of the licensing desk: the same two people as on its pages."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError as TermsError
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from licensing.desk.access import Role, desk_of
from licensing.history.services import acting
from licensing.licences.amendments import amendment_approve, amendment_of, amendment_reject
from licensing.licences.models import Amendment, Grant
from licensing.licences.problems import GrantProblem
from licensing.licences.services import (
    grant_add_tracks,
    grant_create,
    grant_delete,
    grant_remove_track,
    grant_set_status,
    grant_update,
)
from licensing.rights.territories import known_terms, terms_covering
from merchant_app.api.grant_fields import (
    AnswerFields,
    BulkFields,
    BulkRow,
    GrantBody,
    GrantFields,
    ScopeFields,
    StatusFields,
    TermFields,
    as_field_errors,
    grant_rows,
)
from merchant_app.numbers import NUMBER, whole_number

CHOICES = ("status", "basis", "side", "scope_kind")


class GrantPermission(BasePermission):
    """Viewers read, editors write drafts and changes, approvers decide."""

    asks: dict[str, Role] = {"set_status": "approver"}

    def has_permission(self, request: Request, view: Any) -> bool:
        desk = desk_of(request.user)
        if request.method in SAFE_METHODS:
            return desk.reads
        return desk.may(self.asks.get(str(view.action), "editor"))


def _parameter(name: str, says: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, description=says)


FILTERS = [
    _parameter("q", "Words of licensor, licence, contract number or scope."),
    _parameter("status", "drafted, verified, active, suspended, revoked."),
    _parameter("basis", "direct, blanket, statutory, open_licence, public_domain."),
    _parameter("side", "recording, work, both."),
    _parameter("scope_kind", "tracks, release, label, catalogue, society, publisher."),
    _parameter("external_key", "Exactly this key of the supplier."),
    _parameter("track", "Grants that list this track."),
    _parameter("territory", "Grants that include this country, and do not exclude it."),
    _parameter("ends_within", "Days: grants whose last day is so near."),
    _parameter("waiting", "Anything: grants with a change that waits for a second person."),
]


class GrantViewSet(viewsets.GenericViewSet[Grant]):
    """Every permission the catalogue rests on."""

    permission_classes = [GrantPermission]
    parser_classes = [JSONParser, MultiPartParser, FormParser]
    serializer_class = GrantBody
    queryset = Grant.objects.none()
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Grant]:
        return grant_rows()

    @extend_schema(parameters=FILTERS, responses=GrantBody(many=True))
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(_asked(self.get_queryset(), request))
        rows = GrantBody(page, many=True).data
        return self.get_paginated_response(rows)

    @extend_schema(responses=GrantBody)
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(GrantBody(self.get_object()).data)

    @extend_schema(request=GrantFields, responses={201: GrantBody})
    def create(self, request: Request) -> Response:
        """Write down a draft."""
        fields = GrantFields(data=request.data)
        fields.is_valid(raise_exception=True)
        # Of a form, REST framework takes every box that was not sent for one that was cleared.
        sent = {
            name: value for name, value in fields.validated_data.items() if name in request.data
        }
        made = self._write(request, None, sent)
        return self._answer(made, HTTPStatus.CREATED)

    @extend_schema(request=TermFields, responses=GrantBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change terms: of a draft at once, of a grant in force as a change that waits."""
        fields = TermFields(data=request.data, partial=True)
        fields.is_valid(raise_exception=True)
        return self._answer(self._write(request, self.get_object(), dict(fields.validated_data)))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a draft."""
        with acting(request.user):
            grant_delete(grant=self.get_object())
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(request=StatusFields, responses=GrantBody)
    @action(detail=True, methods=["post"], url_path="status", url_name="status")
    def set_status(self, request: Request, pk: str) -> Response:
        """Verify, activate, send back, suspend or revoke."""
        fields = StatusFields(data=request.data)
        fields.is_valid(raise_exception=True)
        with acting(request.user):
            grant = grant_set_status(grant=self.get_object(), **fields.validated_data)
        return self._answer(grant)

    @extend_schema(request=ScopeFields, responses=GrantBody)
    @action(detail=True, methods=["post"])
    def tracks(self, request: Request, pk: str) -> Response:
        """List more tracks, or fewer. More wait for a second person; fewer take effect at once."""
        fields = ScopeFields(data=request.data)
        fields.is_valid(raise_exception=True)
        sent, grant = fields.validated_data, self.get_object()
        with acting(request.user, sent["why"]):
            for track_id in sent["remove"]:
                grant_remove_track(grant=grant, track_id=track_id)
            if sent["add"]:
                grant_add_tracks(grant=grant, track_ids=sent["add"])
        return self._answer(grant)

    @extend_schema(request=AnswerFields, responses=GrantBody)
    @action(detail=True, methods=["post"])
    def amendment(self, request: Request, pk: str) -> Response:
        """Approve the change that waits, turn it down, or take one's own back."""
        fields = AnswerFields(data=request.data)
        fields.is_valid(raise_exception=True)
        grant, sent = self.get_object(), fields.validated_data
        waiting = amendment_of(grant)
        if waiting is None:
            raise GrantProblem("amendment_decided")
        own = sent["answer"] == "reject" and request.user.pk in waiting.writers
        if not own and not desk_of(request.user).approves:
            raise GrantProblem("approvers_only")
        with acting(request.user):
            if sent["answer"] == "approve":
                amendment_approve(amendment=waiting, why=sent["why"])
            else:
                amendment_reject(amendment=waiting, why=sent["why"])
        return self._answer(grant)

    @extend_schema(request=BulkFields, responses={200: OpenApiTypes.OBJECT})
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Write down or change many grants; each row succeeds or fails alone, with its reason."""
        fields = BulkFields(data=request.data)
        fields.is_valid(raise_exception=True)
        results = [
            {"index": index, **self._row(request, row)}
            for index, row in enumerate(fields.validated_data["grants"])
        ]
        failed = sum(result["outcome"] == "failed" for result in results)
        return Response({"written": len(results) - failed, "failed": failed, "results": results})

    def _row(self, request: Request, sent: Any) -> dict[str, Any]:
        try:
            fields = BulkRow(data=sent)
            fields.is_valid(raise_exception=True)
            terms = dict(fields.validated_data)
            pk, held = terms.pop("id", None), None
            if pk is not None:
                held = Grant.objects.filter(pk=pk).first()
                if held is None:
                    return {"outcome": "failed", "code": "not_found"}
            elif terms.get("external_key"):
                held = Grant.objects.filter(external_key=terms["external_key"]).first()
            if held is None and "licensor" not in terms:
                GrantFields(data=sent).is_valid(raise_exception=True)
            before = _state(held)
            grant = self._write(request, held, terms)
        except serializers.ValidationError as error:
            return {"outcome": "failed", "code": "invalid", "errors": error.detail}
        except GrantProblem as problem:
            return {"outcome": "failed", "code": problem.code, "detail": str(problem)}
        if held is None:
            outcome = "created"
        elif _state(grant) == before:
            outcome = "unchanged"
        else:
            outcome = "waiting" if amendment_of(grant) is not None else "changed"
        return {"outcome": outcome, "id": grant.pk, "status": grant.status}

    def _write(self, request: Request, held: Grant | None, terms: dict[str, Any]) -> Grant:
        """Raises GrantProblem, and DRF's ValidationError by field."""
        tracks = terms.pop("tracks", [])
        why = terms.pop("why", "")
        try:
            with acting(request.user, why):
                if held is None:
                    return grant_create(track_ids=tracks, **terms)
                terms.pop("external_key", None)
                grant = grant_update(grant=held, terms=terms, why=why)
                if tracks:
                    grant_add_tracks(grant=grant, track_ids=tracks)
                return grant
        except TermsError as error:
            raise as_field_errors(error) from error

    def _answer(self, grant: Grant, status: HTTPStatus = HTTPStatus.OK) -> Response:
        return Response(GrantBody(grant_rows().get(pk=grant.pk)).data, status=status)


def _state(grant: Grant | None) -> tuple[Any, ...]:
    """Differs when the grant, or the change of it that waits, was written meanwhile."""
    if grant is None:
        return ()
    waiting = amendment_of(grant)
    held = Grant.objects.values_list("updated_at", flat=True).get(pk=grant.pk)
    return held, waiting and waiting.written_at


def _asked(grants: QuerySet[Grant], request: Request) -> QuerySet[Grant]:
    """The grants asked for; a filter that cannot be understood finds nothing."""
    asked = request.query_params
    for word in asked.get("q", "").split():
        grants = (
            grants.filter(licensor__icontains=word)
            | grants.filter(licence_name__icontains=word)
            | grants.filter(contract_number__icontains=word)
            | grants.filter(scope_value__icontains=word)
        )
    for name in CHOICES:
        if asked.get(name):
            grants = grants.filter(**{name: asked[name]})
    if asked.get("external_key"):
        grants = grants.filter(external_key=asked["external_key"])
    if asked.get("track"):
        grants = grants.filter(scope__track_id=whole_number(asked["track"]) or 0)
    if asked.get("territory"):
        grants = _in_territory(grants, asked["territory"].strip().upper())
    if asked.get("ends_within"):
        today = timezone.now().date()
        days = min(whole_number(asked["ends_within"]) or 0, 36_500)
        grants = grants.filter(
            valid_until__gte=today, valid_until__lte=today + timedelta(days=days)
        )
    if asked.get("waiting"):
        waiting = Amendment.objects.filter(state=Amendment.State.WAITING)
        grants = grants.filter(pk__in=waiting.values("grant"))
    return grants


def _in_territory(grants: QuerySet[Grant], territory: str) -> QuerySet[Grant]:
    if territory not in known_terms():
        return grants.none()
    terms = sorted(terms_covering(territory))
    included = grants.filter(territories_in__has_any_keys=terms)
    return included.exclude(territories_out__has_any_keys=terms)
