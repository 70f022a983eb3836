"""Briefs: create, fill, start, cancel, and see how far they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from licensing.rights.words import spoken
from merchant_app.api.access import MerchantPermission, organisation_of, person
from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.briefs.problems import BriefProblem
from merchant_app.briefs.selectors import brief_problems, brief_progress, briefs_of
from merchant_app.briefs.services.briefs import (
    brief_cancel,
    brief_create,
    brief_start,
)
from merchant_app.briefs.services.inputs import (
    input_add_file,
    input_add_list,
    input_add_words,
    input_refuse,
)
from merchant_app.numbers import NUMBER
from merchant_app.playlists.carried import AS_USUAL, SOURCE_KEY
from merchant_app.stores.models import Store

FILES = (
    ("photos", BriefInput.Kind.PHOTO),
    ("seed_audio", BriefInput.Kind.AUDIO),
    ("seed_files", BriefInput.Kind.PLAYLIST),
)
#: Problems of the whole brief, not of one thing sent.
NOT_A_DRAFT = {"brief_not_draft", "brief_gone"}


class InputFields(serializers.Serializer[Any]):
    """What a brief can be made of; any mix."""

    description = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    photos = serializers.ListField(child=serializers.FileField(allow_empty_file=True), default=list)
    seed_audio = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), default=list
    )
    seed_list = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    seed_files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), default=list
    )


class BriefFields(InputFields):
    """A new brief."""

    name = serializers.CharField(required=False, allow_blank=True, max_length=150)
    length = serializers.IntegerField(required=False, min_value=1, max_value=200)
    draft = serializers.BooleanField(default=False)
    start_from = serializers.RegexField(
        SOURCE_KEY,
        required=False,
        help_text=(
            "What the playlist starts from beside the brief: `own` (what the store taught in "
            "earlier playlists), `siblings`, one sibling as `store:7`, or `none`. Without it the "
            "store's own history, else its siblings'."
        ),
    )


class SeedRow(serializers.Serializer[Any]):
    name = serializers.CharField()
    outcome = serializers.CharField()
    track = serializers.IntegerField(allow_null=True)
    substitute = serializers.IntegerField(allow_null=True)
    message = serializers.CharField()


class ProblemRow(serializers.Serializer[Any]):
    input = serializers.CharField(allow_null=True)
    code = serializers.CharField()
    message = serializers.CharField()


class BriefBody(serializers.Serializer[Any]):
    """A brief, how far it is and what became of each seed."""

    id = serializers.IntegerField()
    store = serializers.IntegerField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=Brief.Status.choices)
    progress = serializers.FloatField()
    seeds = SeedRow(many=True)
    problems = ProblemRow(many=True)
    playlist = serializers.IntegerField(allow_null=True)


def brief_json(brief: Brief) -> dict[str, Any]:
    """The answer about one brief."""
    language = get_language() or "en"
    tongue = spoken(language)
    playlist = next(iter(brief.playlists.all()), None)
    return {
        "id": brief.pk,
        "store": brief.store_id,
        "name": brief.name,
        "status": brief.status,
        "progress": round(brief_progress(brief), 3),
        "seeds": [
            {
                "name": seed.name,
                "outcome": seed.outcome,
                "track": seed.track_id,
                "substitute": seed.substitute_id,
                "message": seed.problem.get(tongue, "") if seed.problem else "",
            }
            for seed in brief.seeds.all()
        ],
        "problems": brief_problems(brief, language),
        "playlist": playlist.pk if playlist else None,
    }


def add_inputs(brief: Brief, fields: dict[str, Any]) -> int:
    """Add everything that was sent; what is refused is recorded and loses nothing else.

    Returns how many things were sent.
    """
    sent: list[tuple[str, str, Callable[[], object]]] = []
    if (fields.get("description") or "").strip():
        words = partial(input_add_words, brief=brief, text=fields["description"])
        sent.append((BriefInput.Kind.WORDS, "", words))
    if (fields.get("seed_list") or "").strip():
        pasted = partial(input_add_list, brief=brief, text=fields["seed_list"])
        sent.append((BriefInput.Kind.PLAYLIST, "", pasted))
    for field, file_kind in FILES:
        for upload in fields.get(field) or []:
            add = partial(input_add_file, brief=brief, kind=file_kind, upload=upload)
            sent.append((file_kind, upload.name, add))
    over: list[tuple[str, str, BriefProblem]] = []
    for kind, name, take in sent:
        try:
            take()
        except BriefProblem as error:
            if error.code in NOT_A_DRAFT:
                raise
            if error.code == "too_many_inputs":
                over.append((kind, name, error))
            else:
                input_refuse(brief=brief, kind=kind, name=name, error=error)
    if over:
        _refuse_rest(brief, over)
    return len(sent)


def _refuse_rest(brief: Brief, over: list[tuple[str, str, BriefProblem]]) -> None:
    """One record for all that was too many."""
    kind, name, error = over[0]
    if len(over) > 1:
        error = BriefProblem(
            "too_many_files", count=len(over), name=name, limit=error.params["limit"]
        )
    input_refuse(brief=brief, kind=kind, name=name, error=error)


class StoreBriefsViewSet(viewsets.GenericViewSet[Brief]):
    """The briefs of one store."""

    permission_classes = [MerchantPermission]
    parser_classes = [MultiPartParser, FormParser, JSONParser]
    queryset = Brief.objects.none()
    serializer_class = BriefFields
    pagination_class = None

    def _store(self) -> Store:
        stores = Store.objects.filter(organisation=organisation_of(self.request))
        return get_object_or_404(stores, pk=self.kwargs["store_id"])

    @extend_schema(responses=BriefBody(many=True))
    def list(self, request: Request, store_id: int) -> Response:
        store = self._store()
        rows = briefs_of(store.organisation).filter(store=store)[:100]
        return Response([brief_json(brief) for brief in rows])

    @extend_schema(request={"multipart/form-data": BriefFields}, responses={202: BriefBody})
    def create(self, request: Request, store_id: int) -> Response:
        """Create a brief and start it; with `draft=true`, create only."""
        store = self._store()
        fields = self.get_serializer(data=request.data)
        fields.is_valid(raise_exception=True)
        sent = fields.validated_data
        brief = brief_create(
            store=store,
            user=person(request),
            name=sent.get("name", ""),
            length=sent.get("length"),
            start_from=sent.get("start_from", AS_USUAL),
        )
        add_inputs(brief, sent)
        if not sent["draft"]:
            try:
                brief_start(brief=brief)
            except BriefProblem as error:
                if error.code == "brief_empty":
                    brief.delete()
                    raise
                # Everything was refused: the draft stays, each input says why.
        return Response(_fresh(brief), status=status.HTTP_202_ACCEPTED)


class BriefViewSet(viewsets.GenericViewSet[Brief]):
    """One brief."""

    permission_classes = [MerchantPermission]
    parser_classes = [MultiPartParser, FormParser, JSONParser]
    queryset = Brief.objects.none()
    serializer_class = InputFields
    lookup_value_regex = NUMBER

    def _brief(self) -> Brief:
        briefs = briefs_of(organisation_of(self.request))
        return get_object_or_404(briefs, pk=self.kwargs["pk"])

    @extend_schema(responses=BriefBody)
    def retrieve(self, request: Request, pk: str) -> Response:
        """How far the brief is, and what became of its inputs."""
        return Response(brief_json(self._brief()))

    @extend_schema(
        request={"multipart/form-data": InputFields},
        responses={201: BriefBody},
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
    )
    @action(detail=True, methods=["post"])
    def inputs(self, request: Request, pk: str) -> Response:
        """Add one more input to a draft."""
        brief = self._brief()
        fields = self.get_serializer(data=request.data)
        fields.is_valid(raise_exception=True)
        if not add_inputs(brief, fields.validated_data):
            raise BriefProblem("brief_empty")
        return Response(_fresh(brief), status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={202: BriefBody})
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: str) -> Response:
        """Send a draft to the workers."""
        brief = brief_start(brief=self._brief())
        return Response(_fresh(brief), status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses=BriefBody)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Stop the matching."""
        return Response(_fresh(brief_cancel(brief=self._brief())))


def _fresh(brief: Brief) -> dict[str, Any]:
    return brief_json(briefs_of(brief.store.organisation).get(pk=brief.pk))
