"""Settings: what belongs to the person, and what to their organisation."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from rest_framework.authtoken.models import Token

from merchant_app.accounts.access import membership_of
from merchant_app.accounts.export import latest_export
from merchant_app.accounts.forms import OrganisationForm, PersonForm
from merchant_app.accounts.models import User
from merchant_app.accounts.services.people import (
    organisation_update,
    person_update,
    token_rotate,
    token_withdraw,
)

FRESH_TOKEN = "fresh_api_token"  # noqa: S105 - the name of a place in the session, not a secret


@never_cache
@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """Everything to set, each card with a form of its own (`form` names the one that was sent)."""
    user = cast("User", request.user)
    membership = membership_of(request)
    sent = request.POST.get("form", "") if request.method == "POST" else ""
    data = request.POST
    person = PersonForm(data if sent == "person" else None, instance=_copy(user), prefix="person")
    organisation = None
    if membership is not None and membership.may_own:
        bound = data if sent == "organisation" else None
        instance = _copy(membership.organisation)
        organisation = OrganisationForm(bound, instance=instance, prefix="organisation")
    if sent == "person" and person.is_valid():
        person_update(user=user, **person.cleaned_data)
        with override(user.language):
            messages.success(request, _("Saved."))
        return redirect("accounts:settings")
    if sent == "organisation":
        if membership is None or organisation is None:
            raise PermissionDenied
        if organisation.is_valid():
            organisation_update(organisation=membership.organisation, **organisation.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("accounts:settings")
    context = {
        "person_form": person,
        "organisation_form": organisation,
        "token": Token.objects.filter(user=user).first(),
        "fresh_token": request.session.pop(FRESH_TOKEN, ""),
        "export": latest_export(membership.organisation) if organisation and membership else None,
    }
    return render(request, "accounts/settings.html", context, status=422 if sent else 200)


def _copy(row: Any) -> Any:
    """The row as a form may change it, so that a refused form leaves the page's own names alone."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.fields}
    return row._meta.model(**values)


@require_POST
@login_required
def token(request: HttpRequest) -> HttpResponse:
    """Make or replace the API token, shown once on the next page; or withdraw it."""
    user = cast("User", request.user)
    if request.POST.get("withdraw"):
        token_withdraw(user=user)
        messages.success(request, _("The token was withdrawn. Programs that used it are shut out."))
    else:
        request.session[FRESH_TOKEN] = token_rotate(user=user)
    return redirect("accounts:settings")
