"""Catalogue rows for tests: tracks that count as analysed, and grants."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from itertools import count
from typing import Any

from licensing.catalogue.models import AudioAsset, Track
from licensing.licences.models import Grant, GrantTrack
from licensing.rights.rules import Use
from matching.models import Profile

_numbers = count(1)


def analysed_asset() -> AudioAsset:
    """An asset with a stored profile; rights never look inside either."""
    number = next(_numbers)
    sha256 = hashlib.sha256(f"asset {number}".encode()).hexdigest()
    profile = Profile.objects.create(
        sha256=sha256, analyser="test", duration_s=30, vectors=b"", peaks=b""
    )
    return AudioAsset.objects.create(
        sha256=sha256, file="x.ogg", bytes=1, original_name="x.ogg", profile=profile
    )


def analysed_track(**fields: Any) -> Track:
    fields.setdefault("title", f"Track {next(_numbers)}")
    if "asset" not in fields:
        fields["asset"] = analysed_asset()
    return Track.objects.create(**fields)


def active_grant(*tracks: Track, **fields: Any) -> Grant:
    fields = {"licensor": "A licensor", "status": Grant.Status.ACTIVE, **fields}
    grant = Grant.objects.create(**fields)
    GrantTrack.objects.bulk_create(GrantTrack(grant=grant, track=track) for track in tracks)
    return grant


def use(**fields: Any) -> Use:
    return Use(
        **{
            "territory": "DE",
            "premises": "cafe",
            "floor_area": 80.0,
            "moment": datetime(2026, 6, 15, 12, tzinfo=UTC),
            "timezone": "Europe/Berlin",
            **fields,
        }
    )
