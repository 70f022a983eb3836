"""The data export: ask for it, watch it being written, download it. For owners only."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify

from merchant_app.accounts.access import MerchantRequest, merchant_required
from merchant_app.accounts.export import archive_name, export_start, latest_export
from merchant_app.accounts.models import Membership


@merchant_required(role=Membership.Role.OWNER)
def export(request: MerchantRequest) -> HttpResponse:
    """POST starts an export; GET is the part of the settings page that shows how far it is."""
    organisation = request.membership.organisation
    if request.method == "POST":
        export_start(organisation=organisation, user=request.user)
        if not request.headers.get("HX-Request"):
            return redirect("accounts:settings")
    context = {"export": latest_export(organisation)}
    return render(request, "accounts/parts/export.html", context)


@merchant_required(role=Membership.Role.OWNER)
def download(request: MerchantRequest) -> HttpResponseBase:
    organisation = request.membership.organisation
    latest = latest_export(organisation)
    if latest is None or not latest.ready:
        raise Http404
    name = slugify(organisation.name, allow_unicode=True) or "foyer"
    day = (latest.job.finished_at or timezone.now()).date()
    file = default_storage.open(archive_name(latest.job.pk))
    return FileResponse(file, as_attachment=True, filename=f"{name}-{day:%Y-%m-%d}.zip")
