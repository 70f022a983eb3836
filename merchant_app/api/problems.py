"""Errors as RFC 9457 problem details."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from licensing.licences.problems import FORBIDDEN, GrantProblem
from merchant_app.briefs.problems import BriefProblem
from merchant_app.onair.problems import OnAirProblem
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.feedback import StaleVersion

CONTENT_TYPE = "application/problem+json"
TOO_LARGE = {"file_too_large", "words_too_long"}
CONFLICTS = {
    "brief_not_draft",
    "brief_not_running",
    "nothing_left",
    "nothing_fits",
    "nothing_cleared",
    "nothing_to_undo",
    "click_reused",
}
UNUSABLE = {"no_such_status", "reason_missing"}
NOT_THERE = {"no_such_version", "brief_gone", "playlist_gone"}


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler: every error is a problem detail with a code and a sentence."""
    if isinstance(error, BriefProblem | PlaylistProblem | OnAirProblem):
        return _of_product(error, context)
    if isinstance(error, GrantProblem):
        number = HTTPStatus.FORBIDDEN if error.code in FORBIDDEN else HTTPStatus.CONFLICT
        if error.code in UNUSABLE:
            number = HTTPStatus.BAD_REQUEST
        return problem(number, error.code, str(error))
    if isinstance(error, RequestDataTooBig | TooManyFilesSent):
        return problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "request_too_large",
            _("The request is too large. Send fewer files at once."),
        )
    handled = exception_handler(error, dict(context))
    if handled is None:
        return None
    if isinstance(error, ValidationError):
        return problem(
            handled.status_code, "invalid", _("Some fields are not usable."), errors=handled.data
        )
    code = "not_found" if isinstance(error, Http404) else "not_allowed"
    if isinstance(error, APIException):
        code = str(getattr(error, "default_code", code))
    elif isinstance(error, PermissionDenied):
        code = "permission_denied"
    detail = handled.data.get("detail", "") if isinstance(handled.data, dict) else ""
    if isinstance(error, Http404):  # its own words name our models, in English
        detail = _("There is nothing here, or it belongs to somebody else.")
    made = problem(handled.status_code, code, str(detail))
    for name in ("WWW-Authenticate", "Retry-After"):
        if name in handled.headers:
            made[name] = handled.headers[name]
    return made


def problem(code_number: int, code: str, detail: str, **more: Any) -> Response:
    """A problem detail: type, title, status, detail, and our own code."""
    body = {
        "type": f"/api/docs/problems#{code}",
        "title": HTTPStatus(code_number).phrase,
        "status": code_number,
        "detail": detail,
        "code": code,
        **more,
    }
    return Response(body, status=code_number, content_type=CONTENT_TYPE)


def _of_product(
    error: BriefProblem | PlaylistProblem | OnAirProblem, context: Mapping[str, Any]
) -> Response:
    if isinstance(error, StaleVersion):
        from merchant_app.api.playlist_bodies import playlist_json  # it imports this module

        current = playlist_json(error.current, context["request"])
        return problem(HTTPStatus.CONFLICT, error.code, str(error), current=current)
    if error.code in TOO_LARGE:
        number = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    elif error.code in CONFLICTS:
        number = HTTPStatus.CONFLICT
    elif error.code == "key_reused":
        number = HTTPStatus.UNPROCESSABLE_ENTITY
    elif error.code in NOT_THERE:
        number = HTTPStatus.NOT_FOUND
    else:
        number = HTTPStatus.BAD_REQUEST
    return problem(number, error.code, str(error))
