"""The navigation every page shows, according to who is looking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from merchant_app.accounts.access import membership_of, memberships_of
from merchant_app.accounts.models import User


@dataclass(frozen=True)
class _Place:
    """A link of the top bar; `namespaces` are the apps during which it counts as current."""

    label: Promise
    icon: str
    name: str
    namespaces: tuple[str, ...]


MERCHANT = (
    _Place(_("Shops"), "shop", "stores:home", ("stores", "briefs", "onair")),
    _Place(_("Playlists"), "playlist", "playlists:list", ("playlists",)),
    _Place(_("Plays"), "plays", "onair:all_plays", ()),
    _Place(_("Team"), "team", "accounts:team", ("accounts",)),
)
EDITOR = (_Place(_("Catalogue"), "desk", "desk:catalogue", ("desk",)),)
OPERATOR = (_Place(_("Operations"), "operations", "operations:home", ("operations",)),)


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
        *(EDITOR if user.is_editor else ()),
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


def _address(name: str) -> str:
    """The address of a page, or "" in an installation without that part."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _links(places: tuple[_Place, ...], request: HttpRequest) -> list[dict[str, Any]]:
    match = request.resolver_match
    links = []
    for place in places:
        url = _address(place.name)
        if not url:
            continue
        here = match is not None and (
            match.view_name == place.name or bool(set(match.namespaces) & set(place.namespaces))
        )
        links.append({"label": place.label, "url": url, "icon": place.icon, "current": here})
    exact = [link for link in links if link["url"] == request.path]
    if exact:
        for link in links:
            link["current"] = link is exact[0]
    return links
