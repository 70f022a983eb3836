"""Home: are all my shops playing the right thing, now?"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from merchant_app.accounts.access import (
    MerchantRequest,
    membership_of,
    merchant_required,
    stores_of,
)
from merchant_app.accounts.models import User
from merchant_app.stores import wording
from merchant_app.stores.selectors import StoreCard, store_cards


@dataclass(frozen=True)
class CardText:
    """A card with its sentences."""

    card: StoreCard
    badge: str
    tone: str
    place: str
    energy: str
    silent_since: str
    opens: str


def card_text(card: StoreCard) -> CardText:
    badge, tone = wording.badge_of(card)
    return CardText(
        card=card,
        badge=badge,
        tone=tone,
        place=wording.place_line(card),
        energy=wording.energy_line(card),
        silent_since=wording.clock(card.status.last_sound_at, card),
        opens=wording.opening_line(card),
    )


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The shops of a merchant. Editors and operators who are no merchants are led to their desk."""
    user = request.user
    if isinstance(user, User) and membership_of(request) is None:
        if user.desk_role:
            return redirect("desk:catalogue")
        if user.is_operator:
            return redirect("operations:overview")
    return _shops(request)


@merchant_required
def _shops(request: MerchantRequest) -> HttpResponse:
    cards = store_cards(stores_of(request))
    context = {
        "cards": [card_text(card) for card in cards],
        "headline": wording.headline(cards) if cards else "",
        "moment": wording.moment_line(cards),
        "things": wording.things_to_do(cards),
        "may_manage": request.membership.may_manage,
    }
    part = "stores/parts/shops.html" if request.headers.get("HX-Request") else "stores/home.html"
    return render(request, part, context)
