"""Who may do what through the interface for programs."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from merchant_app.accounts.access import membership_of
from merchant_app.accounts.models import Membership, Organisation, User


class MerchantPermission(BasePermission):
    """Members read and judge; owners and managers also change stores, briefs and what is on air.

    A view names the actions that every member may do in `member_actions`.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        member = membership_of(request)
        if member is None:
            return request.method in SAFE_METHODS
        if request.method in SAFE_METHODS or member.may_manage:
            return True
        return getattr(view, "action", None) in getattr(view, "member_actions", ())


def person(request: Request) -> User:
    """The caller, whom `MerchantPermission` has let in."""
    return cast("User", request.user)


def organisation_of(request: Request) -> Organisation:
    """The caller's organisation; Http404 for people who belong to none."""
    member: Membership | None = membership_of(request)
    if member is None:
        raise Http404
    return member.organisation
