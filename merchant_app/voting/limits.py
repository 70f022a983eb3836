"""How often a link may be opened and voted through, so that programs cannot hammer it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework.throttling import SimpleRateThrottle

#: What is limited → how often. By address, behind which a whole shop may sit; a vote by voter too.
RATES = {"open": "120/min", "join": "30/min", "say": "600/min", "vote": "120/min"}


class VotingThrottle(SimpleRateThrottle):
    """One kind of request of one caller."""

    def __init__(self, what: str, caller: object) -> None:
        self.rate = RATES[what]
        self.counted = f"throttle-vote-{what}:{caller}"
        super().__init__()

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        return self.counted


def too_often(request: HttpRequest, what: str, caller: object) -> bool:
    """Count this request; whether it is one too many."""
    if not settings.ENV.RATE_LIMIT:
        return False
    return not VotingThrottle(what, caller).allow_request(request, None)  # type: ignore[arg-type]
