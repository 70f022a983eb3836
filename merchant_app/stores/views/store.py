"""The page of a store, and opening, changing and deleting one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from merchant_app.accounts.access import (
    MerchantRequest,
    merchant_required,
    store_or_404,
    stores_of,
)
from merchant_app.accounts.models import Membership
from merchant_app.accounts.selectors import team_of
from merchant_app.stores.countries import country_choices, country_name, zone_of
from merchant_app.stores.forms import DeleteStoreForm, StoreForm
from merchant_app.stores.hours import week_in_words
from merchant_app.stores.selectors import brands_of, store_page
from merchant_app.stores.services.stores import store_create, store_delete, store_update
from merchant_app.stores.views.home import card_text
from merchant_app.stores.wording import activities_in_words

MANAGER = Membership.Role.MANAGER


@require_safe
@merchant_required
def detail(request: MerchantRequest, store_id: int) -> HttpResponse:
    """What plays today, whom may I ask, what should I do next?"""
    store = store_or_404(request, store_id)
    page = store_page(store)
    context = {
        "store": store,
        "page": page,
        "shop": card_text(page.card),
        "country": country_name(store.territory),
        "premises": capfirst(store.get_premises_type_display()),
        "activities": activities_in_words(store.activities),
        "explicit": capfirst(store.get_explicit_choice_display()),
        "week": week_in_words(store.opening_hours or {}),
        "team": team_of(request.membership.organisation),
        "may_manage": request.membership.may_manage,
    }
    part = "stores/parts/now.html" if request.headers.get("HX-Request") else "stores/detail.html"
    return render(request, part, context)


@merchant_required(role=MANAGER)
def create(request: MerchantRequest) -> HttpResponse:
    """A new store; the first one of an organisation is the second step of signing up."""
    latest = stores_of(request).order_by("-pk").first()
    initial = {"territory": latest.territory if latest else _likely_country(request)}
    form = StoreForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        brands=brands_of(stores_of(request)),
    )
    if form.is_bound and form.is_valid():
        organisation = request.membership.organisation
        store = store_create(organisation=organisation, **form.cleaned_data)
        messages.success(request, _("“%(name)s” is set up.") % {"name": store.name})
        return redirect("stores:detail", store.pk)
    context = {"form": form, "first": latest is None}
    return render(request, "stores/create.html", context, status=422 if form.is_bound else 200)


def _likely_country(request: HttpRequest) -> str:
    """The country a browser's language speaks of: zh-CN → CN; "" when it speaks of none."""
    known = dict(country_choices())
    for language in request.headers.get("Accept-Language", "").split(","):
        region = language.split(";")[0].strip().rpartition("-")[2].upper()
        if region in known:
            return region
    return "CN" if (get_language() or "").startswith("zh") else ""


@merchant_required(role=MANAGER)
def edit(request: MerchantRequest, store_id: int) -> HttpResponse:
    store = store_or_404(request, store_id)
    form = StoreForm(
        request.POST if request.method == "POST" else None,
        instance=store_or_404(request, store_id),
        brands=brands_of(stores_of(request).exclude(pk=store_id)),
    )
    if form.is_bound and form.is_valid():
        store_update(store=store, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("stores:detail", store.pk)
    context = {"form": form, "store": store}
    return render(request, "stores/edit.html", context, status=422 if form.is_bound else 200)


@require_safe
@merchant_required(role=MANAGER)
def zones(request: MerchantRequest) -> HttpResponse:
    """The time zone field for the country just chosen (htmx)."""
    territory = request.GET.get("territory", "").upper()[:2]
    form = StoreForm(initial={"territory": territory, "timezone": zone_of(territory)})
    return render(request, "stores/parts/zone.html", {"form": form})


@merchant_required(role=MANAGER)
def delete(request: MerchantRequest, store_id: int) -> HttpResponse:
    """Say what goes with it, and ask for the name."""
    store = store_or_404(request, store_id)
    form = DeleteStoreForm(request.POST if request.method == "POST" else None, store=store)
    if form.is_bound and form.is_valid():
        store_delete(store=store)
        messages.success(request, _("“%(name)s” was deleted.") % {"name": store.name})
        return redirect("stores:home")
    context = {
        "form": form,
        "store": store,
        "playlists": store.playlists.count(),
        "briefs": store.briefs.count(),
        "plays": store.plays.exists(),
    }
    return render(request, "stores/delete.html", context, status=422 if form.is_bound else 200)
