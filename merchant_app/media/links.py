"""Signed addresses of stored files: what a link opens, for whom, for which shop, until when.

A link is a bearer address, because an `<audio>` element and a player in a shop send no credentials
worth having. It is therefore narrow: one object, one holder, one shop, one moment it ends; and
whether the holder may still open it is asked again when it is opened (`access.py`).
"""

from __future__ import annotations

import time
from dataclasses import astuple, dataclass

from django.core import signing
from django.urls import reverse

KINDS = ("track", "asset", "photo", "thumb", "upload", "evidence")
SALT = "merchant_app.media"


class LinkEnded(Exception):
    """The link has expired, was altered, or what it opened is no longer allowed."""


@dataclass(frozen=True)
class Link:
    """What one address opens. `holder`: `u<id>` a person, `d<id>` a player, `v<id>` a voter."""

    kind: str
    target: int
    holder: str
    store: int
    expires: int


def link_end(seconds: int, *, now: float | None = None) -> int:
    """The Unix second a link ends that must live for `seconds`.

    Ends are rounded up to a quarter of the life, so that the same file keeps the same address for
    a while and the browser's cache is of use.
    """
    step = max(1, seconds // 4)
    return -(-(int(now or time.time()) + seconds) // step) * step


def link_path(link: Link) -> str:
    """The address of a link, without host."""
    value = ".".join(str(part) for part in astuple(link))
    return reverse("media:file", args=[signing.Signer(salt=SALT).sign(value)])


def read_link(token: str, *, now: float | None = None) -> Link:
    """The link a token stands for; raises `LinkEnded` for anything expired or not signed by us."""
    try:
        kind, target, holder, store, expires = signing.Signer(salt=SALT).unsign(token).split(".")
        link = Link(kind, int(target), holder, int(store), int(expires))
    except (signing.BadSignature, ValueError) as error:
        raise LinkEnded from error
    if link.expires <= (now or time.time()) or link.kind not in KINDS:
        raise LinkEnded
    return link
