"""Who may open the licensing desk: catalogue editors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def editor_required(view: View) -> View:
    """Sign in first; whoever is no editor is refused (403)."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not getattr(request.user, "is_editor", False):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
