"""What programs send about a playlist: verdicts, wishes, and what to take back."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from matching.intent.state import EVENT_KINDS
from merchant_app.playlists.services.said import (
    LONGEST_CLICK,
    LONGEST_HEARD_MS,
    Said,
    said_in_lists,
)


def track_id() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=2**63 - 1)


def _tracks(words: str) -> serializers.ListField:
    return serializers.ListField(child=track_id(), default=list, help_text=words)


class SaidFields(serializers.Serializer[Any]):
    """One click. `click` names it, so that a repeated request stores it once."""

    track = track_id()
    kind = serializers.ChoiceField(choices=EVENT_KINDS)
    click = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_CLICK)
    heard_ms = serializers.IntegerField(
        default=None, allow_null=True, min_value=0, max_value=LONGEST_HEARD_MS
    )


class FeedbackFields(serializers.Serializer[Any]):
    """Verdicts on tracks of the playlist, 500 at most: lists by kind, or one by one in order.

    Of `verdicts` on one track the last counts; in the lists a track stands for one side only.
    """

    accept = _tracks("Tracks that fit; they stay.")
    reject = _tracks("Tracks that do not; they do not come back.")
    more = _tracks("Accepted with emphasis: more like these.")
    less = _tracks("Rejected with emphasis: less like these.")
    skip = _tracks("Passed over; a weak sign. Skips alone make no new version.")
    verdicts = SaidFields(many=True, default=list)
    version = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    round = serializers.BooleanField(
        allow_null=True,
        default=None,
        help_text="true: a new version even for skips alone or for what was stored before; "
        "false: store only, answer with the current version.",
    )

    def said(self) -> list[Said]:
        """All verdicts of a valid request, oldest first. Raises PlaylistProblem."""
        data = self.validated_data
        return said_in_lists(
            [Said(**each) for each in data["verdicts"]],
            {kind: data[kind] for kind in EVENT_KINDS},
        )


class UndoFields(serializers.Serializer[Any]):
    """Whose verdict to take back: the newest on `track`, else one's own newest."""

    track = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**63 - 1
    )
    version = serializers.IntegerField(required=False, allow_null=True, min_value=0)


class WishFields(serializers.Serializer[Any]):
    """A wish to set, lock or remove. `never` (of a `tag:` key) keeps out all that surely has it."""

    key = serializers.RegexField(r"^[a-z_]+:[\w .&'-]+(:(lower|higher))?$", max_length=80)
    direction = serializers.ChoiceField(choices=[1, -1], default=1)
    strength = serializers.FloatField(min_value=0, max_value=1, allow_null=True, default=None)
    locked = serializers.BooleanField(default=False)
    removed = serializers.BooleanField(default=False)
    never = serializers.BooleanField(default=False)

    def validate_strength(self, value: float | None) -> float | None:
        if value is not None and math.isnan(value):
            raise serializers.ValidationError(_("A valid number is required."))
        return value
