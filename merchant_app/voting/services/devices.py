"""The same person on a second device: a code from the first lets them go on there as themselves."""

from __future__ import annotations

import secrets
import unicodedata

from django.core.cache import cache

from merchant_app.voting.models import ShareLink
from merchant_app.voting.problems import VotingProblem

DIGITS = 6
#: How long a code may be typed in, seconds; it works once.
CODE_S = 600


def code_for(link: ShareLink, secret: str) -> str:
    """A code that stands for the person whose cookie holds `secret`, among those of the link."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    cache.set(_place(link, code), secret, CODE_S)
    return code


def secret_of(link: ShareLink, code: str) -> str:
    """The secret a code stands for; the code is used up. Raises VotingProblem.

    Spaces do not matter, nor do the wide digits of a Chinese keyboard.
    """
    typed = "".join(unicodedata.normalize("NFKC", code).split())
    place = _place(link, typed[: 2 * DIGITS])
    secret = cache.get(place) if typed.isascii() and typed.isdigit() else None
    if not isinstance(secret, str):
        raise VotingProblem("unknown_code")
    cache.delete(place)
    return secret


def _place(link: ShareLink, code: str) -> str:
    return f"vote-code:{link.pk}:{code}"
