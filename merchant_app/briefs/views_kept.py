"""What is kept of earlier briefs: the list of them, and their uploads."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from merchant_app.accounts.access import (
    MerchantRequest,
    may,
    merchant_required,
    own_or_404,
    store_or_404,
)
from merchant_app.accounts.models import Membership
from merchant_app.briefs.models import BriefInput
from merchant_app.briefs.problems import BriefProblem
from merchant_app.briefs.services.removal import upload_delete

A_PAGE = 30


@require_GET
@merchant_required
def listing(request: MerchantRequest, store_id: int) -> HttpResponse:
    """Every brief of a store, newest first, with the playlist that came of it."""
    store = store_or_404(request, store_id)
    rows = store.briefs.prefetch_related("playlists").order_by("-updated_at", "-pk")
    context = {
        "store": store,
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "may_manage": may(request.membership, Membership.Role.MANAGER),
    }
    return render(request, "briefs/list.html", context)


@require_POST
@merchant_required(role=Membership.Role.MANAGER)
def delete_upload(request: MerchantRequest, pk: int, input_id: int) -> HttpResponse:
    """Delete one uploaded file of a brief; what was understood from it stays."""
    rows = BriefInput.objects.filter(brief_id=pk).select_related("brief")
    item = own_or_404(request, rows, input_id, via="brief__store__organisation")
    try:
        deleted = upload_delete(item=item)
    except BriefProblem as error:
        messages.error(request, str(error))
    else:
        if deleted:
            messages.success(request, _("The file was deleted. What was understood from it stays."))
        else:
            messages.error(request, _("The file could not be deleted just now. Try again later."))
    return redirect("briefs:detail", pk)
