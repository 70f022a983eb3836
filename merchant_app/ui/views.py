"""Pages that belong to no concept: the style guide, and what is said when something goes wrong."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from merchant_app.ui.samples import sample_context


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with sample content, for developers and operators."""
    user = getattr(request, "user", None)
    if not (settings.DEBUG or getattr(user, "is_operator", False)):
        raise Http404
    return render(request, "ui/styleguide.html", sample_context())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page, or one of another organisation: both are told the same."""
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Signed in, but the role does not open this page."""
    return render(request, "errors/403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault. Rendered without a request: a context processor may be what broke."""
    return render(None, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long or in another sign-in: say so and offer the way back."""
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = ""
    return render(request, "errors/csrf.html", {"back": back}, status=403)
