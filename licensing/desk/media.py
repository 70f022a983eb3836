"""Addresses of stored files. The product above signs them; the settings say with which function."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from licensing.catalogue.models import AudioAsset
from licensing.licences.models import Grant


def asset_url(asset: AudioAsset | None, user: Any) -> str:
    """Where an editor's browser may hear this file; "" without one."""
    if asset is None:
        return ""
    return str(import_string(settings.DESK_ASSET_URL)(asset, for_user=user))


def evidence_url(grant: Grant, user: Any) -> str:
    """Where an editor may read a grant's evidence; "" without a file."""
    return str(import_string(settings.DESK_EVIDENCE_URL)(grant, for_user=user))
