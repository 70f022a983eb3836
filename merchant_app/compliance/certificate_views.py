"""Certificates: issue, read, print, withdraw; and the public page that says whether one counts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from merchant_app.accounts.access import MerchantRequest, merchant_required, store_or_404
from merchant_app.accounts.models import Membership
from merchant_app.compliance.models import Certificate
from merchant_app.compliance.paper import LANGUAGES, paper_of
from merchant_app.compliance.pdf import certificate_pdf
from merchant_app.compliance.problems import CertificateProblem
from merchant_app.compliance.services import certificate_issue, certificate_withdraw
from merchant_app.stores.countries import country_name

MANAGER = Membership.Role.MANAGER


@require_POST
@merchant_required(role=MANAGER)
def issue(request: MerchantRequest, store_id: int) -> HttpResponse:
    """Issue a certificate of what is on air now, and show it."""
    shop = store_or_404(request, store_id)
    try:
        made = certificate_issue(store=shop, user=request.user)
    except CertificateProblem as problem:
        messages.error(request, str(problem))
        return redirect("compliance:store", shop.pk)
    return redirect("compliance:certificate", made.serial)


@require_safe
@merchant_required
def certificate(request: MerchantRequest, serial: str) -> HttpResponse:
    """The certificate as a page that prints, in the language asked for."""
    row = _own_or_404(request, serial)
    language = _language_of(request)
    context = {
        "certificate": row,
        "paper": paper_of(row, language),
        "headings": _headings(language),
        "languages": [(code, {"en": "English", "zh-hans": "简体中文"}[code]) for code in LANGUAGES],
        "language": language,
        "may_manage": request.membership.may_manage,
    }
    return render(request, "compliance/certificate.html", context)


@require_safe
@merchant_required
def pdf(request: MerchantRequest, serial: str) -> HttpResponse:
    """The same certificate as a PDF."""
    row = _own_or_404(request, serial)
    language = _language_of(request)
    moment = row.withdrawn_at or row.issued_at
    content = certificate_pdf(paper_of(row, language), _headings(language), made=moment)
    name = f"{row.serial}-{language}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@require_POST
@merchant_required(role=MANAGER)
def withdraw(request: MerchantRequest, serial: str) -> HttpResponse:
    row = _own_or_404(request, serial)
    certificate_withdraw(certificate=row, user=request.user)
    messages.success(request, _("The certificate was withdrawn."))
    return redirect("compliance:certificate", row.serial)


@never_cache
@require_safe
def verify(request: HttpRequest, serial: str) -> HttpResponse:
    """For anybody who holds one: whether it counts, for which shop, and the hash it must bear."""
    row = Certificate.objects.filter(serial=serial.upper()).first()
    context = {
        "serial": serial,
        "certificate": row,
        "shop": row.snapshot["store"]["name"] if row else "",
        "country": country_name(row.snapshot["store"]["territory"]) if row else "",
    }
    return render(request, "compliance/verify.html", context, status=200 if row else 404)


def _own_or_404(request: MerchantRequest, serial: str) -> Certificate:
    rows = Certificate.objects.filter(organisation=request.membership.organisation)
    return get_object_or_404(rows, serial=serial)


def _language_of(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    if asked in LANGUAGES:
        return asked
    return "zh-hans" if (get_language() or "").startswith("zh") else "en"


def _headings(language: str) -> dict[str, str]:
    with override(language):
        return {
            "licences": _("Licences"),
            "duties": _("What the place itself still has to see to"),
            "activities": _("Not covered there"),
            "tracks": _("Annex: tracks on air"),
        }
