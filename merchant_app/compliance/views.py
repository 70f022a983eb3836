"""May I play this, and can I prove it? The compliance of a shop, and of one track in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from licensing.catalogue.models import Track
from licensing.rights.words import ACTIVITIES, spoken
from licensing.territories.presenting import RuleLine, rule_lines, tariff_line
from licensing.territories.selectors import country_of, tariffs_for
from merchant_app import music
from merchant_app.accounts.access import (
    MerchantRequest,
    merchant_required,
    store_or_404,
    stores_of,
)
from merchant_app.compliance.coverage import Coverage, coverage_of
from merchant_app.compliance.drawing import bar_of
from merchant_app.compliance.why import wanted_by, why_for
from merchant_app.numbers import whole_number
from merchant_app.stores.models import Store

LATEST = 10


@require_safe
@merchant_required
def index(request: MerchantRequest) -> HttpResponse:
    """The shops to choose from; the only one is opened at once."""
    stores = list(stores_of(request))
    if len(stores) == 1:
        return redirect("compliance:store", stores[0].pk)
    language = get_language() or "en"
    rows = [{"store": shop, "country": country_of(shop.territory, language)} for shop in stores]
    return render(request, "compliance/index.html", {"rows": rows})


@require_safe
@merchant_required
def store(request: MerchantRequest, store_id: int) -> HttpResponse:
    """What is cleared there, on what basis, and what the place itself must see to."""
    shop = store_or_404(request, store_id)
    language = get_language() or "en"
    coverage = coverage_of(shop)
    lines = rule_lines(shop.territory, language)
    tariffs = tariffs_for(shop.territory, shop.premises_type, shop.activities)
    context = {
        "store": shop,
        "coverage": coverage,
        "on_air_bar": bar_of(coverage.on_air_bases, len(coverage.left_out), language),
        "pool_bar": bar_of(coverage.pool_bases, 0, language),
        "country": country_of(shop.territory, language),
        "rules": [line for line in lines if line not in _duties(lines)],
        "duties": _duties(lines),
        "tariffs": [tariff_line(each, language, shop.floor_area_m2) for each in tariffs],
        "activities": _activities(coverage, language),
        "certificates": shop.certificates.all()[:LATEST],
        "may_manage": request.membership.may_manage,
    }
    return render(request, "compliance/store.html", context)


def _duties(lines: list[RuleLine]) -> list[RuleLine]:
    """Rules that name what the place itself must see to."""
    return [line for line in lines if line.rule.kind == "right" and line.rule.payer == "venue"]


def _activities(coverage: Coverage, language: str) -> list[str]:
    zh = spoken(language) == "zh"
    return [ACTIVITIES[code][zh] for code in sorted(coverage.use.activities)]


@require_safe
@merchant_required
def track(request: MerchantRequest, track_id: int) -> HttpResponse:
    """Why may I play this? A page, and for htmx the answer alone."""
    shop = _store_asked(request)
    row = get_object_or_404(Track, pk=track_id)
    why = why_for(row, music.use_for(shop), get_language() or "en")
    context = {
        "store": shop,
        "why": why,
        "wanted": wanted_by(shop, row),
        "country": country_of(shop.territory, get_language() or "en"),
        "stores": stores_of(request),
        "own_rules": rule_lines(shop.territory, get_language() or "en"),
    }
    part = "compliance/why.html" if request.headers.get("HX-Request") else "compliance/track.html"
    return render(request, part, context)


def _store_asked(request: HttpRequest) -> Store:
    """The shop named `store`, else the first one; Http404 where that is none of theirs."""
    asked = request.GET.get("store", "")
    if not asked:
        return get_object_or_404(stores_of(request)[:1])
    return store_or_404(request, whole_number(asked) or 0)
