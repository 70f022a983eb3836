"""What django-axes needs to know to count wrong passwords."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def attempted_email(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail address somebody tries to sign in with, in one spelling."""
    tried = (credentials or {}).get("email") or (credentials or {}).get("username") or ""
    if not tried and request is not None:
        tried = request.POST.get("login", "")
    return str(tried).strip().lower()
