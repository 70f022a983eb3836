"""How far the catalogue has been listened to, for the pages merchants wait on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from licensing.catalogue.selectors import analysis_progress
from merchant_app.accounts.access import merchant_required


@require_GET
@merchant_required
def catalogue(request: HttpRequest) -> HttpResponse:
    """A line with a bar while tracks are being analysed; polled, and empty when all is done."""
    return render(request, "stores/catalogue_progress.html", {"progress": analysis_progress()})
