"""Pages of webhooks, for owners: adding one, its secret, what was sent, and sending again."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from merchant_app.accounts.access import MerchantRequest, merchant_required, own_or_404
from merchant_app.accounts.models import Membership
from merchant_app.webhooks.endpoints import (
    endpoint_create,
    endpoint_delete,
    endpoint_update,
    secret_rotate,
)
from merchant_app.webhooks.forms import EndpointForm
from merchant_app.webhooks.models import Delivery, Endpoint
from merchant_app.webhooks.problems import WebhookProblem, say
from merchant_app.webhooks.services import redeliver

OWNER = Membership.Role.OWNER
#: Where in the session a fresh secret waits for the one page that shows it.
FRESH = "fresh_webhook_secret"
PER_PAGE = 30
MINE = "organisation"


@never_cache
@merchant_required(role=OWNER)
def listing(request: MerchantRequest) -> HttpResponse:
    """The organisation's webhooks, and the form for one more."""
    organisation = request.membership.organisation
    form = EndpointForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = endpoint_create(organisation=organisation, **form.cleaned_data)
        except WebhookProblem as problem:
            form.add_error("events" if problem.code == "no_events" else "address", str(problem))
        else:
            request.session[FRESH] = made.secret
            return redirect("webhooks:detail", made.pk)
    context = {"form": form, "endpoints": organisation.webhooks.all()}
    status = 422 if form.is_bound else 200
    return render(request, "webhooks/list.html", context, status=status)


@never_cache
@merchant_required(role=OWNER)
def detail(request: MerchantRequest, pk: int) -> HttpResponse:
    """One webhook: change it, see what was sent and what came back."""
    endpoint = _own(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = EndpointForm(sent, initial={"address": endpoint.address, "events": endpoint.events})
    if form.is_bound and form.is_valid():
        try:
            endpoint_update(endpoint=_own(request, pk), **form.cleaned_data)
        except WebhookProblem as problem:
            form.add_error("address", str(problem))
        else:
            messages.success(request, _("Saved."))
            return redirect("webhooks:detail", pk)
    deliveries = endpoint.deliveries.select_related("event")
    page = Paginator(deliveries, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "endpoint": endpoint,
        "form": form,
        "fresh": request.session.pop(FRESH, ""),
        "page": page,
        "rows": [(row, say(row.problem)) for row in page],
    }
    return render(request, "webhooks/detail.html", context, status=422 if form.is_bound else 200)


@require_POST
@merchant_required(role=OWNER)
def act(request: MerchantRequest, pk: int) -> HttpResponse:
    """A new secret, on, off, or away with it (`do`)."""
    endpoint, do = _own(request, pk), request.POST.get("do", "")
    if do == "delete":
        endpoint_delete(endpoint=endpoint)
        messages.success(request, _("The webhook was removed."))
        return redirect("webhooks:list")
    if do == "rotate":
        request.session[FRESH] = secret_rotate(endpoint=endpoint)
    elif do in ("on", "off"):
        endpoint_update(endpoint=endpoint, active=do == "on")
        messages.success(request, _("Saved."))
    return redirect("webhooks:detail", pk)


@require_POST
@merchant_required(role=OWNER)
def again(request: MerchantRequest, pk: int) -> HttpResponse:
    """Send one message once more."""
    row = own_or_404(
        request,
        Delivery.objects.select_related("event", "endpoint"),
        pk,
        via="endpoint__organisation",
    )
    try:
        redeliver(row)
    except WebhookProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("It is sent again."))
    return redirect("webhooks:detail", row.endpoint_id)


@require_safe
@merchant_required(role=OWNER)
def message(request: MerchantRequest, pk: int) -> HttpResponse:
    """The JSON of one delivery, as it is sent."""
    rows = Delivery.objects.select_related("event")
    row = own_or_404(request, rows, pk, via="endpoint__organisation")
    return HttpResponse(row.event.body, content_type="application/json; charset=utf-8")


def _own(request: MerchantRequest, pk: int) -> Endpoint:
    return own_or_404(request, Endpoint.objects.all(), pk, via=MINE)
