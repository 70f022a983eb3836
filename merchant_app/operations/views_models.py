"""The operators' page of models and index versions, and its buttons."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from licensing.catalogue.reanalysis import change_finish
from licensing.catalogue.versions import version_activate
from matching.changes.retention import profiles_remove
from matching.changes.selectors import open_change
from matching.changes.services import (
    change_ask_again,
    change_cancel,
    change_continue,
    change_pause,
)
from matching.models import IndexVersion, ModelChange
from merchant_app.accounts.access import operator_required
from merchant_app.operations.models_page import (
    analyser_rows,
    declined,
    heads,
    model_rows,
    preparation,
)


@require_safe
@operator_required
def models(request: HttpRequest) -> HttpResponse:
    """Which models serve, what is being prepared, and which versions there are."""
    context = {
        "models": model_rows(),
        "preparation": preparation(),
        "declined": declined(),
        "analysers": analyser_rows(),
        "heads": heads(),
        "head_tracks": settings.MATCHING_HEAD_TRACKS,
        "versions": IndexVersion.objects.order_by("-number"),
    }
    part = "HX-Request" in request.headers
    return render(request, f"operations/models{'_now' if part else ''}.html", context)


def _switch(change: ModelChange) -> bool:
    return change_finish(change, in_spite_of_failures=True)


_ACTIONS: dict[str, Callable[[ModelChange], bool]] = {
    "pause": change_pause,
    "continue": change_continue,
    "cancel": change_cancel,
    "switch": _switch,
}


@require_POST
@operator_required
def change(request: HttpRequest, action: str) -> HttpResponse:
    """Pause, continue, cancel or finish what is being prepared."""
    under_way, act = open_change(), _ACTIONS[action]
    if under_way is None or not act(under_way):
        messages.info(request, _("That was over already; this is how it stands now."))
    return redirect("operations:models")


@require_POST
@operator_required
def prepare(request: HttpRequest) -> HttpResponse:
    """Prepare the model of the settings after all."""
    if change_ask_again() is None:
        messages.info(request, _("There is nothing to prepare: the model in use is the one set."))
    return redirect("operations:models")


@require_POST
@operator_required
def activate(request: HttpRequest, number: int) -> HttpResponse:
    """Go back to the analyser of an earlier version."""
    version = get_object_or_404(IndexVersion, number=number)
    activated = version_activate(version)
    if activated is None:
        messages.info(request, _("This version's model is in use already."))
    else:
        messages.success(request, _("Version %(number)s is in use.") % {"number": activated.number})
    return redirect("operations:models")


@require_POST
@operator_required
def remove(request: HttpRequest) -> HttpResponse:
    """Delete what another analyser heard."""
    gone = profiles_remove(request.POST.get("analyser", ""))
    said = ngettext("%(count)d profile was removed.", "%(count)d profiles were removed.", gone)
    messages.success(request, said % {"count": gone})
    return redirect("operations:models")
