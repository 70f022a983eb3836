"""The team: who belongs to it, as what, and who has been asked."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from merchant_app.accounts.access import MerchantRequest, merchant_required
from merchant_app.accounts.forms import InvitationForm, RoleForm
from merchant_app.accounts.models import Membership
from merchant_app.accounts.problems import TeamProblem
from merchant_app.accounts.selectors import open_invitations, team_of
from merchant_app.accounts.services.team import (
    invitation_send,
    invitation_withdraw,
    membership_change_role,
    membership_remove,
)

OWNER = Membership.Role.OWNER


@merchant_required
def team(request: MerchantRequest) -> HttpResponse:
    """Everybody in the organisation; owners also change it."""
    return _page(request, InvitationForm())


@merchant_required(role=OWNER)
def invite(request: MerchantRequest) -> HttpResponse:
    """Send an invitation; the form stands on the team page and, alone, here."""
    if request.method != "POST":
        return redirect("accounts:team")
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            invitation = invitation_send(
                organisation=request.membership.organisation,
                invited_by=request.user,
                **form.cleaned_data,
            )
        except TeamProblem as problem:
            if problem.code == "already_member":
                form.add_error("email", problem.say())
                return _page(request, form, status=422)
            if problem.code == "too_many_invitations":
                form.add_error(None, problem.say())
                return _page(request, form, status=429)
            messages.warning(request, problem.say())
        else:
            said = _("The invitation is on its way to %(email)s.") % {"email": invitation.email}
            messages.success(request, said)
        return redirect("accounts:team")
    return _page(request, form, status=422)


@require_POST
@merchant_required(role=OWNER)
def withdraw(request: MerchantRequest, invitation_id: int) -> HttpResponse:
    invitation = get_object_or_404(request.membership.organisation.invitations, pk=invitation_id)
    invitation_withdraw(invitation=invitation)
    said = _("The invitation of %(email)s was withdrawn.") % {"email": invitation.email}
    messages.success(request, said)
    return redirect("accounts:team")


@require_POST
@merchant_required(role=OWNER)
def change_role(request: MerchantRequest, membership_id: int) -> HttpResponse:
    member = get_object_or_404(team_of(request.membership.organisation), pk=membership_id)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            membership_change_role(membership=member, role=form.cleaned_data["role"])
            messages.success(
                request, _("The role of %(name)s was changed.") % {"name": member.user}
            )
        except TeamProblem as problem:
            messages.error(request, problem.say())
    return redirect("accounts:team")


@require_POST
@merchant_required
def remove(request: MerchantRequest, membership_id: int) -> HttpResponse:
    """Take somebody off the team (owners), or leave it (everybody)."""
    member = get_object_or_404(team_of(request.membership.organisation), pk=membership_id)
    leaving = member.user_id == request.user.pk
    if not leaving and not request.membership.may_own:
        raise PermissionDenied
    try:
        membership_remove(membership=member)
    except TeamProblem as problem:
        messages.error(request, problem.say())
        return redirect("accounts:team")
    if leaving:
        said = _("You left %(organisation)s.") % {"organisation": member.organisation}
        messages.success(request, said)
        return redirect("stores:home")
    messages.success(request, _("%(name)s no longer belongs to the team.") % {"name": member.user})
    return redirect("accounts:team")


def _page(request: MerchantRequest, form: InvitationForm, *, status: int = 200) -> HttpResponse:
    organisation = request.membership.organisation
    members = list(team_of(organisation))
    return render(
        request,
        "accounts/team.html",
        {
            "members": members,
            "owners": sum(member.may_own for member in members),
            "invitations": open_invitations(organisation) if request.membership.may_own else [],
            "roles": Membership.Role.choices,
            "form": form,
        },
        status=status,
    )
