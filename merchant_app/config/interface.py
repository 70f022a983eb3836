"""How the interface for programs behaves: who may call, in which form and how often."""

from __future__ import annotations

from typing import Any


def rest_framework(*, limited: bool, proxies: int) -> dict[str, Any]:
    """REST framework's settings: `limited` turns the rate limits on, `proxies` stand in front."""
    return {
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "rest_framework.authentication.TokenAuthentication",
            "rest_framework.authentication.SessionAuthentication",
        ],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
        "PAGE_SIZE": 50,
        "EXCEPTION_HANDLER": "merchant_app.api.problems.problem_response",
        "DEFAULT_THROTTLE_CLASSES": (
            [
                "rest_framework.throttling.UserRateThrottle",
                "rest_framework.throttling.AnonRateThrottle",
            ]
            if limited
            else []
        ),
        "NUM_PROXIES": proxies,
        "DEFAULT_THROTTLE_RATES": {"user": "1200/min", "anon": "60/min"},
    }


SPECTACULAR_SETTINGS = {
    "TITLE": "Foyer",
    "DESCRIPTION": (
        "Briefs, matching, playlists and plays of shops.\n\n"
        "A token works in the organisation its person joined first. People of several choose one "
        "with the header `X-Organisation: <id>` on each request; the number stands on their page "
        "“Change organisation”. One they do not belong to answers 404."
    ),
    "VERSION": "1",
    "ENUM_NAME_OVERRIDES": {
        "YesNoUnknown": "licensing.catalogue.models.YesNoUnknown",
        "ExplicitChoice": "merchant_app.stores.models.Store.Explicit",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
