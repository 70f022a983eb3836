"""A grant as programs send it and as they get it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as TermsError
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from rest_framework import serializers

from licensing.catalogue.models import Track
from licensing.desk.forms_grant import EVIDENCE_SUFFIXES, MAX_EVIDENCE
from licensing.licences.models import Amendment, Grant, GrantTrack
from licensing.licences.terms import TERMS

#: Tracks of one request; whoever lists more sends several, or covers a label.
MOST_TRACKS = 10_000


class TermFields(serializers.Serializer[Any]):
    """The terms of a grant; what is left out stands as it is, or as for a new grant."""

    licensor = serializers.CharField(max_length=255)
    rights = serializers.ListField(child=serializers.CharField(), required=False)
    side = serializers.ChoiceField(choices=Grant.Side.choices, required=False)
    basis = serializers.ChoiceField(choices=Grant.Basis.choices, required=False)
    scope_kind = serializers.ChoiceField(choices=Grant.Scope.choices, required=False)
    scope_value = serializers.CharField(max_length=255, required=False, allow_blank=True)
    contract_number = serializers.CharField(max_length=120, required=False, allow_blank=True)
    licence_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    licence_url = serializers.URLField(required=False, allow_blank=True)
    territories_in = serializers.ListField(child=serializers.CharField(), required=False)
    territories_out = serializers.ListField(child=serializers.CharField(), required=False)
    premises = serializers.ListField(child=serializers.CharField(), required=False)
    max_floor_area_m2 = serializers.IntegerField(
        min_value=1, max_value=1_000_000, required=False, allow_null=True
    )
    max_locations = serializers.IntegerField(
        min_value=1, max_value=1_000_000, required=False, allow_null=True
    )
    valid_from = serializers.DateField(required=False, allow_null=True)
    valid_until = serializers.DateField(required=False, allow_null=True)
    offline = serializers.BooleanField(required=False)
    interactive = serializers.BooleanField(required=False)
    promotion = serializers.BooleanField(required=False)
    attribution_required = serializers.BooleanField(required=False)
    attribution_text = serializers.CharField(required=False, allow_blank=True)
    evidence = serializers.CharField(required=False, allow_blank=True)
    evidence_file = serializers.FileField(required=False, allow_empty_file=True, write_only=True)
    why = serializers.CharField(required=False, allow_blank=True, max_length=500, write_only=True)

    def validate_evidence_file(self, file: Any) -> Any:
        if file.size > MAX_EVIDENCE:
            raise serializers.ValidationError(_("The file is larger than 20 MB."))
        if not file.name.lower().endswith(EVIDENCE_SUFFIXES):
            raise serializers.ValidationError(_("Attach a PDF, a picture, a text or a message."))
        return file


class TrackIds(serializers.ListField):
    """Ids of tracks that are there."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("child", serializers.IntegerField(min_value=1))
        super().__init__(required=False, max_length=MOST_TRACKS, **kwargs)

    def to_internal_value(self, data: Any) -> list[int]:
        wanted = sorted(set(super().to_internal_value(data)))
        held = set(Track.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        missing = [str(pk) for pk in wanted if pk not in held]
        if missing:
            said = _("There is no track %(ids)s.") % {"ids": ", ".join(missing[:10])}
            raise serializers.ValidationError(said)
        return wanted


class GrantFields(TermFields):
    """A new grant. It is a draft until a second person has verified it."""

    external_key = serializers.CharField(max_length=200, required=False, allow_blank=True)
    tracks = TrackIds()


class BulkRow(GrantFields):
    """One grant of many: with `id`, or an `external_key` that is known, it is changed."""

    id = serializers.IntegerField(required=False, min_value=1)
    licensor = serializers.CharField(max_length=255, required=False)


class BulkFields(serializers.Serializer[Any]):
    """Up to 1,000 grants; each row succeeds or fails alone."""

    grants = serializers.ListField(
        child=serializers.DictField(), min_length=1, max_length=1000, allow_empty=False
    )


class StatusFields(serializers.Serializer[Any]):
    status = serializers.CharField()
    why = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class ScopeFields(serializers.Serializer[Any]):
    add = TrackIds(default=list)
    remove = TrackIds(default=list)
    why = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class AnswerFields(serializers.Serializer[Any]):
    answer = serializers.ChoiceField(choices=["approve", "reject"])
    why = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class GrantBody(serializers.ModelSerializer[Grant]):
    """A grant, who wrote and verified it, and the change that waits, if one does."""

    tracks = serializers.IntegerField(source="track_count", read_only=True)
    created_by = serializers.StringRelatedField()  # type: ignore[var-annotated]
    verified_by = serializers.StringRelatedField()  # type: ignore[var-annotated]
    has_evidence_file = serializers.SerializerMethodField()
    amendment = serializers.SerializerMethodField()

    class Meta:
        model = Grant
        fields = [
            "id", *TERMS, "external_key", "has_evidence_file", "evidence_sha256", "tracks",
            "status", "status_reason", "status_at", "created_by", "verified_by",
            "verified_at",
            "demonstration", "created_at", "updated_at", "amendment",
        ]  # fmt: skip

    def get_has_evidence_file(self, grant: Grant) -> bool:
        return bool(grant.evidence_file)

    def get_amendment(self, grant: Grant) -> dict[str, Any] | None:
        for waiting in grant.waiting:  # type: ignore[attr-defined]
            return {
                "terms": waiting.terms,
                "tracks_added": waiting.added,
                "evidence_sha256": waiting.evidence_sha256,
                "why": waiting.why,
                "written_by": str(waiting.written_by or ""),
                "written_at": waiting.written_at.isoformat(),
            }
        return None


def grant_rows() -> QuerySet[Grant]:
    """Grants with all that `GrantBody` shows, by a fixed number of queries."""
    links = GrantTrack.objects.filter(grant=OuterRef("pk")).order_by().values("grant")
    waiting = (
        Amendment.objects.filter(state=Amendment.State.WAITING)
        .annotate(added=Count("additions"))
        .select_related("written_by")
    )
    return (
        Grant.objects.annotate(
            track_count=Coalesce(Subquery(links.annotate(number=Count("pk")).values("number")), 0)
        )
        .select_related("created_by", "verified_by")
        .prefetch_related(Prefetch("amendments", queryset=waiting, to_attr="waiting"))
        .order_by("pk")
    )


def as_field_errors(error: TermsError) -> serializers.ValidationError:
    """Terms that cannot be, as the interface says it: by field."""
    said = error.message_dict if hasattr(error, "error_dict") else {"detail": error.messages}
    return serializers.ValidationError(said)
