"""The language a person reads follows them from browser to browser."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from merchant_app.accounts.models import User
from merchant_app.accounts.services.people import person_speak


class PersonsLanguage:
    """Middleware: a signed-in person's own language wins over the browser's, and is learnt.

    It is learnt when they switch, and the first time they are seen signed in. The cookie follows,
    so that the page after signing out still speaks it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and user.language in dict(settings.LANGUAGES):
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        response = self.get_response(request)
        # Who asks may have changed meanwhile: this may have been the request that signed in.
        user = request.user
        # A program with a token teaches nothing.
        if isinstance(user, User) and SESSION_KEY in request.session:
            self._learn(request, response, user)
        return response

    def _learn(self, request: HttpRequest, response: HttpResponse, user: User) -> None:
        switches = request.method == "POST" and request.path == reverse("set_language")
        # The body of any other request is none of our business, and may be refused unread.
        asked = request.POST.get("language", "") if switches else ""
        if asked in dict(settings.LANGUAGES):
            person_speak(user=user, language=asked)
        elif not user.language:
            person_speak(user=user, language=translation.get_language() or settings.LANGUAGE_CODE)
        if user.language != request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,
                secure=settings.LANGUAGE_COOKIE_SECURE,
            )
