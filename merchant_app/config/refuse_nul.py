"""Refuses requests with a NUL character, which PostgreSQL keeps in no text: 400, not 500."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class RefuseNul:
    """Middleware: looks at path, query and cookies before anything else reads them, then at forms.

    Only forms of pages: the views that skip Django's CSRF check are REST framework's, which reads
    bodies by itself, refuses NUL by itself, and must find the body unread.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _has_nul([request.path_info, *request.COOKIES.values(), *_texts(request.GET)]):
            return _refused(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if (
            request.method == "POST"
            and request.content_type in FORMS
            and not getattr(view, "csrf_exempt", False)
            and _has_nul(_texts(request.POST))
        ):
            return _refused(request)
        return None


def _texts(fields: Any) -> list[str]:
    return [text for name, values in fields.lists() for text in (name, *values)]


def _has_nul(texts: Iterable[str]) -> bool:
    return any("\0" in text for text in texts)


def _refused(request: HttpRequest) -> HttpResponse:
    number = HTTPStatus.BAD_REQUEST
    if not request.path_info.startswith("/api/"):
        # Without the request: its session and person were not looked up yet.
        return render(None, "errors/400.html", status=number)
    body = {
        "type": "/api/docs/problems#invalid",
        "title": number.phrase,
        "status": number,
        "detail": _("The request holds a character that no text has (NUL)."),
        "code": "invalid",
    }
    return JsonResponse(body, status=number, content_type="application/problem+json")
