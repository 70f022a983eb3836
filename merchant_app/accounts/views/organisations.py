"""Founding an organisation, and changing between several."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from merchant_app.accounts.access import (
    MerchantRequest,
    memberships_of,
    merchant_required,
    organisation_choose,
)
from merchant_app.accounts.forms import FoundForm
from merchant_app.accounts.models import User
from merchant_app.accounts.services.people import organisation_found
from merchant_app.numbers import whole_number


@login_required
def found(request: HttpRequest) -> HttpResponse:
    """For people who belong to no organisation (any more), or want another one."""
    form = FoundForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        user = cast("User", request.user)
        membership = organisation_found(user=user, name=form.cleaned_data["name"])
        organisation_choose(request, membership.organisation)
        return redirect("stores:create")
    context = {"form": form, "first": not memberships_of(request)}
    return render(request, "accounts/found.html", context, status=422 if form.is_bound else 200)


@merchant_required
def switch(request: MerchantRequest) -> HttpResponse:
    """Choose the organisation to work in."""
    if request.method == "POST":
        chosen = request.POST.get("organisation", "")
        rows = request.user.memberships.select_related("organisation")
        membership = get_object_or_404(rows, organisation_id=whole_number(chosen) or 0)
        organisation_choose(request, membership.organisation)
        return redirect("stores:home")
    return render(request, "accounts/switch.html", {"memberships": memberships_of(request)})
