"""The other end of an invitation: a link in a mail, and what may become of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from merchant_app.accounts.access import organisation_choose
from merchant_app.accounts.forms import JoinForm
from merchant_app.accounts.models import Invitation, Membership, User
from merchant_app.accounts.problems import TeamProblem
from merchant_app.accounts.services.team import (
    invitation_accept,
    invitation_check,
    invitation_join,
)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Join a team: as the person signed in, after signing in, or as somebody new.

    An invitation that cannot be used answers with a page that says why: 410 once it is used or has
    expired, 403 for somebody else.
    """
    rows = Invitation.objects.select_related("organisation", "invited_by")
    invitation = get_object_or_404(rows, token=token)
    user = request.user if isinstance(request.user, User) else None
    try:
        invitation_check(invitation, user)
        if user is not None:
            return _as_known(request, invitation, user)
        if User.objects.filter(email__iexact=invitation.email).exists():
            return _show(request, invitation, "sign_in")
        return _as_new(request, invitation)
    except TeamProblem as problem:
        status = 403 if problem.code == "invitation_other_person" else 410
        return _show(request, invitation, problem.code, status=status, problem=problem.say())


def _as_known(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    if request.method != "POST":
        return _show(request, invitation, "join")
    return _welcome(request, invitation_accept(invitation=invitation, user=user))


def _as_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = JoinForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return _show(request, invitation, "new", status=status, form=form)
    membership = invitation_join(
        invitation=invitation, language=get_language() or "", **form.cleaned_data
    )
    login(request, membership.user, backend=BACKEND)
    return _welcome(request, membership)


def _welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    organisation_choose(request, membership.organisation)
    said = _("Welcome to %(organisation)s.") % {"organisation": membership.organisation}
    messages.success(request, said)
    return redirect("stores:home")


def _show(
    request: HttpRequest, invitation: Invitation, case: str, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {"invitation": invitation, "case": case, **more}
    return render(request, "accounts/accept.html", context, status=status)
