"""Pages of countries: rules, read-only with sources, and tariffs, which editors keep."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from licensing.desk.access import desk_of, editor_required
from licensing.rights.territories import countries
from licensing.territories.forms import TariffForm
from licensing.territories.models import Tariff
from licensing.territories.presenting import rule_lines, tariff_line
from licensing.territories.selectors import countries_known, country_of
from licensing.territories.services import tariff_delete, tariff_save


@require_safe
@editor_required
def listing(request: HttpRequest) -> HttpResponse:
    """Countries that somebody has sourced, and those nobody has."""
    known, others = countries_known(_language())
    return render(request, "territories/list.html", {"known": known, "others": others})


@require_safe
@editor_required
def country(request: HttpRequest, code: str) -> HttpResponse:
    """Rules and tariffs of one country."""
    _known_or_404(code)
    tariffs = Tariff.objects.filter(territory=code)
    context = {
        "country": country_of(code, _language()),
        "rules": rule_lines(code, _language()),
        "tariffs": [tariff_line(tariff, _language()) for tariff in tariffs],
        "may_edit": desk_of(request.user).edits,
    }
    return render(request, "territories/country.html", context)


@editor_required
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Write a tariff down."""
    _known_or_404(code)
    return _form(request, code, None)


@editor_required
def edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _form(request, code, get_object_or_404(Tariff, pk=pk, territory=code))


def _form(request: HttpRequest, code: str, tariff: Tariff | None) -> HttpResponse:
    posted: Any = request.POST if request.method == "POST" else None
    stored = Tariff.objects.get(pk=tariff.pk) if tariff else None
    form = TariffForm(posted, instance=tariff)
    if form.is_bound and form.is_valid():
        # The form has written into its own instance; the service compares with what is stored.
        tariff_save(tariff=stored, values={"territory": code, **form.cleaned_data})
        messages.success(request, _("Saved."))
        return redirect("territories:country", code)
    if tariff is None and not desk_of(request.user).edits:
        return redirect("territories:country", code)
    context = {"form": form, "tariff": stored, "country": country_of(code, _language())}
    status = 422 if form.is_bound else 200
    return render(request, "territories/tariff.html", context, status=status)


@require_POST
@editor_required
def remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    tariff_delete(tariff=get_object_or_404(Tariff, pk=pk, territory=code))
    messages.success(request, _("The tariff was taken out. The history keeps what it said."))
    return redirect("territories:country", code)


def _language() -> str:
    return get_language() or "en"


def _known_or_404(code: str) -> None:
    if code not in dict(countries("en")):
        raise Http404
