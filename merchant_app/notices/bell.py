"""The bell of the top bar: how many notices wait to be read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest

from merchant_app.accounts.models import User
from merchant_app.notices.selectors import MOST_COUNTED, unread_count


def bell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `notices_unread`, "" or a short number; asked only where it is shown."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated:
        return {}
    return {"has_bell": True, "notices_unread": _once(user)}


def _once(user: User) -> Callable[[], str]:
    @cache
    def asked() -> str:
        count = unread_count(user)
        return "" if not count else f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)

    return asked
