"""Imports into the catalogue, for programs of the licensing desk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from licensing.desk.access import desk_of
from licensing.imports.error_sheet import errors_csv
from licensing.imports.models import ImportBatch, ImportRow
from licensing.imports.problems import ImportProblem, say
from licensing.imports.reading.mapping import by_names, check
from licensing.imports.selectors import batches, counts_of, rows_of, sentences
from licensing.imports.services import (
    import_apply,
    import_check,
    import_delete,
    import_start,
    import_start_folder,
)
from licensing.rights.reasons import Language, spoken
from merchant_app.api.problems import problem


class ImportPermission(BasePermission):
    """Everybody at the desk reads; editors and above import."""

    def has_permission(self, request: Request, view: Any) -> bool:
        desk = desk_of(request.user)
        return desk.reads if request.method in SAFE_METHODS else desk.edits


class ImportSerializer(serializers.ModelSerializer[ImportBatch]):
    """An import and how far it is."""

    counts = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()
    problems = serializers.SerializerMethodField()

    class Meta:
        model = ImportBatch
        fields = [
            "id", "kind", "name", "sha256", "sheet", "header", "mapping", "dry_run", "state",
            "progress", "counts", "problems", "created_at", "finished_at",
        ]  # fmt: skip

    def get_counts(self, batch: ImportBatch) -> dict[str, int]:
        live = batch.is_running or not batch.counts
        return counts_of(batch) if live else dict(batch.counts)

    def get_progress(self, batch: ImportBatch) -> float:
        return batch.job.progress if batch.job is not None and batch.is_running else 1.0

    def get_problems(self, batch: ImportBatch) -> list[dict[str, str]]:
        return _said(batch.problems)


class ImportRowSerializer(serializers.ModelSerializer[ImportRow]):
    """A row, its verdict, and why."""

    problems = serializers.SerializerMethodField()
    written = serializers.SerializerMethodField()

    class Meta:
        model = ImportRow
        fields = ["number", "verdict", "problems", "changes", "candidates", "track", "written"]

    def get_problems(self, row: ImportRow) -> list[dict[str, str]]:
        return _said(row.problems)

    def get_written(self, row: ImportRow) -> bool:
        return row.applied_at is not None


class NewImportSerializer(serializers.Serializer[Any]):
    """What may be sent: a file, or the name of a folder that the operator has opened."""

    file = serializers.FileField(required=False, allow_empty_file=True)
    folder = serializers.CharField(required=False, allow_blank=True, max_length=255)
    add_new = serializers.BooleanField(default=False)
    dry_run = serializers.BooleanField(
        default=True, help_text="Only check; POST …/apply/ imports what was found fit."
    )
    mapping = serializers.JSONField(
        required=False,
        help_text='{"title": "Name of the column" or its number from 0}; default: guessed.',
    )
    date_order = serializers.ChoiceField(choices=["", "dmy", "mdy"], required=False)
    sheet = serializers.CharField(required=False, allow_blank=True, max_length=120)

    def validate_mapping(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class ImportViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[ImportBatch],
):
    """Sheets, DDEX messages and folders of audio on their way into the catalogue."""

    serializer_class = ImportSerializer
    permission_classes = [ImportPermission]
    parser_classes = [MultiPartParser, FormParser, JSONParser]
    queryset = ImportBatch.objects.none()

    def get_queryset(self) -> QuerySet[ImportBatch]:
        return batches()

    @extend_schema(request=NewImportSerializer, responses={202: ImportSerializer})
    def create(self, request: Request) -> Response:
        """Take a file or folder in; the work goes on behind, see `state`."""
        asked = NewImportSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            batch = _start(asked.validated_data, request.user)
        except ImportProblem as refused:
            return _problem(refused)
        return self._accepted(batch)

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: str | None = None) -> Response:
        """Import what the check found fit."""
        return self._accepted(import_apply(batch=self.get_object()))

    @extend_schema(
        parameters=[OpenApiParameter("verdict", str, enum=ImportRow.Verdict.values)],
        responses=ImportRowSerializer(many=True),
    )
    @action(detail=True)
    def rows(self, request: Request, pk: str | None = None) -> Response:
        """The rows in the order of the file, by pages."""
        found = rows_of(self.get_object(), request.query_params.get("verdict", ""))
        page: Any = self.paginate_queryset(found)  # type: ignore[arg-type]
        return self.get_paginated_response(ImportRowSerializer(page or [], many=True).data)

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY})
    @action(detail=True)
    def errors(self, request: Request, pk: str | None = None) -> HttpResponseBase:
        """Rows that did not land, as CSV with a column that says why."""
        batch = self.get_object()
        answer = StreamingHttpResponse(
            errors_csv(batch, _language()), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="import-{batch.pk}-errors.csv"'
        return answer

    def _accepted(self, batch: ImportBatch) -> Response:
        shown = batches().get(pk=batch.pk)
        return Response(self.get_serializer(shown).data, status=HTTPStatus.ACCEPTED)


def _start(asked: Mapping[str, Any], by: Any) -> ImportBatch:
    """Raises ImportProblem; nothing is kept of what was refused."""
    file = asked.get("file")
    if file is None:
        if "folder" not in asked:
            raise serializers.ValidationError({"file": [_("Send a file, or name a folder.")]})
        return import_start_folder(name=asked["folder"], by=by, add_new=asked["add_new"])
    batch = import_start(
        file=file, name=file.name, by=by, dry_run=asked["dry_run"], sheet=asked.get("sheet", "")
    )
    if batch.kind == ImportBatch.Kind.DDEX:
        return batch
    mapping = by_names(asked.get("mapping", batch.mapping), batch.header)
    try:
        check(mapping, len(batch.header))
    except ImportProblem:
        import_delete(batch=batch)
        raise
    order = {"date_order": asked["date_order"]} if "date_order" in asked else {}
    return import_check(batch=batch, mapping=mapping, options=order, dry_run=asked["dry_run"])


def _problem(refused: ImportProblem) -> Response:
    code = refused.problem.code
    number = (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if code in {"too_large", "unpacks_too_large"}
        else HTTPStatus.UNPROCESSABLE_ENTITY
    )
    return problem(number, code, say(refused.problem.json(), _language()))


def _said(problems: list[dict[str, Any]]) -> list[dict[str, str]]:
    words = sentences(problems, _language())
    return [
        {"code": each["code"], "sentence": sentence}
        for each, sentence in zip(problems, words, strict=True)
    ]


def _language() -> Language:
    return spoken(get_language() or "en")
