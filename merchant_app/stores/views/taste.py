"""What a store has taught: in words, list by list, with its boundary and the ways to forget."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from merchant_app.accounts.access import MerchantRequest, may, merchant_required, store_or_404
from merchant_app.accounts.models import Membership
from merchant_app.stores.boundary import BY_NAME, boundary_set
from merchant_app.stores.taste import taste_of
from merchant_app.ui.tongue import tongue_of_page

MANAGER = Membership.Role.MANAGER


@require_GET
@merchant_required
def taste(request: MerchantRequest, store_id: int) -> HttpResponse:
    """What has this store taught, and what follows from it?"""
    store = store_or_404(request, store_id)
    tongue = tongue_of_page()
    context = {
        "store": store,
        "taste": taste_of(store, tongue),
        "may_manage": request.membership.may_manage,
        "may_forget": may(request.membership, Membership.Role.OWNER),
    }
    return render(request, "stores/taste.html", context)


@require_POST
@merchant_required(role=MANAGER)
def boundary(request: MerchantRequest, store_id: int) -> HttpResponse:
    """Set how sure a track must be in this store (`step`)."""
    store = store_or_404(request, store_id)
    step = BY_NAME.get(request.POST.get("step", ""))
    if step is None:
        messages.error(request, _("There is no such step of sureness; reload the page."))
    else:
        boundary_set(store=store, step=step)
        messages.success(request, _("Saved. It holds from the next round of each playlist on."))
    return redirect("stores:taste", store.pk)
