"""The navigation every page shows, according to who is looking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from merchant_app.accounts.access import membership_of, memberships_of
from merchant_app.accounts.models import User


@dataclass(frozen=True)
class _Place:
    """A link of the top bar. It is the current one on its own pages (`below` its address too) and
    on those of `apps` that no other link leads to."""

    label: Promise
    icon: str
    name: str
    below: bool = True
    apps: tuple[str, ...] = ()


MERCHANT = (
    _Place(_("Shops"), "shop", "stores:home", below=False, apps=("stores", "briefs", "onair")),
    _Place(_("Playlists"), "playlist", "playlists:list"),
    _Place(_("Plays"), "plays", "onair:all_plays"),
    # Short, for the bar at the bottom of a phone.
    _Place(pgettext_lazy("navigation", "Rights"), "check", "compliance:index"),
    _Place(_("Team"), "team", "accounts:team", below=False),
)
DESK = (
    _Place(_("Catalogue"), "desk", "desk:tracks", apps=("desk", "territories", "imports")),
    _Place(_("Grants"), "key", "desk:grants"),
)
OPERATOR = (_Place(_("Operations"), "operations", "operations:overview"),)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the links of the top bar and the organisation at work.

    Gives `navigation` [{label, url, icon, current}], `account_links` [{label, url, icon}],
    `organisation`, `membership`, `home_url`.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated:
        return {"navigation": [], "account_links": [], "home_url": "/"}
    membership = membership_of(request)
    places = (
        *(MERCHANT if membership else ()),
        *(DESK if user.desk_role else ()),
        *(OPERATOR if user.is_operator else ()),
    )
    return {
        "navigation": _links(places, request),
        "account_links": _account_links(several=len(memberships_of(request)) > 1),
        "organisation": membership.organisation if membership else None,
        "membership": membership,
        "home_url": "/",
    }


def _account_links(several: bool) -> list[dict[str, Any]]:
    links = [{"label": _("Settings"), "url": reverse("accounts:settings"), "icon": "settings"}]
    if several:
        url = reverse("accounts:switch")
        links.append({"label": _("Change organisation"), "url": url, "icon": "refresh"})
    return links


def _links(places: tuple[_Place, ...], request: HttpRequest) -> list[dict[str, Any]]:
    addresses = [reverse(place.name) for place in places]
    current = _current(places, addresses, request)
    return [
        {"label": place.label, "url": url, "icon": place.icon, "current": number == current}
        for number, (place, url) in enumerate(zip(places, addresses, strict=True))
    ]


def _current(places: tuple[_Place, ...], addresses: list[str], request: HttpRequest) -> int | None:
    """The number of the link that leads to the page shown, if one does."""
    match = request.resolver_match
    app = match.namespace if match else ""
    for number, (place, url) in enumerate(zip(places, addresses, strict=True)):
        if request.path == url or (place.below and request.path.startswith(url)):
            return number
    return next((number for number, place in enumerate(places) if app in place.apps), None)
