"""Many tracks from a program: each is written or fails alone, with its reasons."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from licensing.catalogue.models import Track
from licensing.history.models import Change
from merchant_app.api.track_fields import ItemFields, track_write


def tracks_write(items: list[Any]) -> dict[str, Any]:
    """Write each item; how many were written, how many failed, and what became of each."""
    results = [{"index": index, **_item(sent)} for index, sent in enumerate(items)]
    failed = sum(result["outcome"] == "failed" for result in results)
    return {"written": len(results) - failed, "failed": failed, "results": results}


def _item(sent: Any) -> dict[str, Any]:
    try:
        fields = ItemFields(data=sent)
        fields.is_valid(raise_exception=True)
        said = dict(fields.validated_data)
        held = _named(said.pop("id", None), said.get("external_key", ""))
        if held is None and not said.get("title"):
            raise serializers.ValidationError({"title": [_("A new track needs a title.")]})
        last = _last_change(held)
        track = track_write(held, said)
    except Track.DoesNotExist:
        return {"outcome": "failed", "code": "not_found"}
    except Track.MultipleObjectsReturned:
        return {"outcome": "failed", "code": "ambiguous"}
    except serializers.ValidationError as error:
        return {"outcome": "failed", "code": "invalid", "errors": error.detail}
    if held is None:
        return {"outcome": "created", "id": track.pk}
    outcome = "unchanged" if _last_change(track) == last else "changed"
    return {"outcome": outcome, "id": track.pk}


def _named(pk: int | None, external_key: str) -> Track | None:
    """The track that is meant. Raises Track.DoesNotExist for an id that is none."""
    if pk is not None:
        return Track.objects.get(pk=pk, merged_into__isnull=True)
    if not external_key:
        return None
    try:
        return Track.objects.get(external_key=external_key, merged_into__isnull=True)
    except Track.DoesNotExist:
        return None


def _last_change(track: Track | None) -> int | None:
    if track is None:
        return None
    changes = Change.objects.filter(subject_type="catalogue.track", subject_id=track.pk)
    return changes.order_by("-pk").values_list("pk", flat=True).first()
