"""The navigation every page shows, according to who is looking."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the links of the top bar and the organisation at work."""
    return {"navigation": []}
