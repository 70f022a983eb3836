"""What django-axes needs to know to count wrong passwords."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any, cast

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle


def attempted_email(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail address somebody tries to sign in with, in one spelling."""
    tried = (credentials or {}).get("email") or (credentials or {}).get("username") or ""
    if not tried and request is not None:
        tried = request.POST.get("login", "")
    return str(tried).strip().lower()


def client_address(request: HttpRequest) -> str:
    """Where somebody signs in from: past TRUSTED_PROXIES proxies, as the limits elsewhere count.

    What is no address, from a header that no proxy wrote, is not kept.
    """
    seen = BaseThrottle().get_ident(cast("Request", request))
    try:
        return str(ip_address(seen))
    except ValueError:
        return str(request.META.get("REMOTE_ADDR", ""))
