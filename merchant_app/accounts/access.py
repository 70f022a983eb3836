"""Who may open what of the merchants' and operators' pages, and what programs may reach.

The editors' desk lies in a layer below and asks in `licensing/desk/access.py`.

A merchant works in one organisation at a time, chosen in the session. What belongs to another
organisation does not exist for them (404); what their role does not allow is refused (403).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast, overload

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from rest_framework.authtoken.models import Token

from merchant_app.accounts.models import Membership, Organisation, User
from merchant_app.numbers import whole_number
from merchant_app.stores.models import Store

CHOSEN = "organisation_id"
HEADER = "X-Organisation"
_RANK = {Membership.Role.STAFF: 0, Membership.Role.MANAGER: 1, Membership.Role.OWNER: 2}

View = Callable[..., HttpResponseBase]
Entity = TypeVar("Entity", bound=Model)


class MerchantRequest(HttpRequest):
    """A request after `merchant_required`: the person and their membership are known."""

    user: User
    membership: Membership


def memberships_of(request: Any) -> list[Membership]:
    """Every membership of the person asking, in the order of joining; one query a request.

    Takes Django's and REST framework's requests.
    """
    user = request.user
    if not user.is_authenticated:
        return []
    known = getattr(request, "_memberships", None)
    if known is None or known[0] != user.pk:
        rows = user.memberships.select_related("organisation").order_by("pk")
        known = request._memberships = (user.pk, list(rows))
    return cast("list[Membership]", known[1])


def membership_of(request: Any) -> Membership | None:
    """The membership this person works with now, or None for those who belong to no organisation.

    The organisation chosen wins, else the one joined first. A person chooses in the session, a
    program with a token in the header `X-Organisation`; Http404 if that is none of theirs.
    """
    memberships = memberships_of(request)
    if isinstance(getattr(request, "auth", None), Token) and HEADER in request.headers:
        asked = whole_number(request.headers[HEADER])
        for membership in memberships:
            if membership.organisation_id == asked:
                return membership
        raise Http404
    session = getattr(request, "session", None)
    chosen = session.get(CHOSEN) if session is not None and memberships else None
    for membership in memberships:
        if membership.organisation_id == chosen:
            return membership
    return memberships[0] if memberships else None


def organisation_choose(request: HttpRequest, organisation: Organisation) -> None:
    """Work in this organisation from now on."""
    request.session[CHOSEN] = organisation.pk
    vars(request).pop("_memberships", None)


def may(membership: Membership | None, role: str) -> bool:
    """Whether the membership has this role or a higher one (staff < manager < owner)."""
    return membership is not None and (
        _RANK[Membership.Role(membership.role)] >= _RANK[Membership.Role(role)]
    )


@overload
def merchant_required(view: View) -> View: ...
@overload
def merchant_required(*, role: str = ...) -> Callable[[View], View]: ...
def merchant_required(
    view: View | None = None, *, role: str = Membership.Role.STAFF
) -> View | Callable[[View], View]:
    """Open a view to members with at least this role; sets `request.membership`.

    Anonymous people are asked to sign in. People of no organisation are led to founding one,
    unless they have another duty here (editor, operator): then, and with too low a role, 403.
    """

    def decorate(inner: View) -> View:
        @wraps(inner)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            membership = membership_of(request)
            if membership is None:
                user = cast("User", request.user)
                if user.desk_role or user.is_operator:
                    raise PermissionDenied
                return redirect("accounts:found")
            if not may(membership, role):
                raise PermissionDenied
            cast("MerchantRequest", request).membership = membership
            return inner(request, *args, **kwargs)

        return login_required(checked)

    return decorate(view) if view is not None else decorate


def operator_required(view: View) -> View:
    """Open a view to operators; whoever is none is refused (403)."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not cast("User", request.user).is_operator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(checked)


def organisation_of(request: Any) -> Organisation | None:
    """The organisation this person works in now."""
    membership = membership_of(request)
    return membership.organisation if membership else None


def stores_of(request: Any) -> QuerySet[Store]:
    """The stores of the organisation this person works in now; none for others."""
    membership = membership_of(request)
    if membership is None:
        return Store.objects.none()
    return Store.objects.filter(organisation_id=membership.organisation_id)


def store_or_404(request: Any, store_id: int) -> Store:
    """One's own store; Http404 for a store of another organisation."""
    return get_object_or_404(stores_of(request).select_related("organisation"), pk=store_id)


def own_or_404(
    request: Any, rows: QuerySet[Entity], pk: int, *, via: str = "store__organisation"
) -> Entity:
    """The row with this key if it belongs to this person's organisation, else Http404.

    `via` is the look-up from the row to its organisation, such as "brief__store__organisation".
    """
    membership = membership_of(request)
    if membership is None:
        return get_object_or_404(rows.none())
    return get_object_or_404(rows, pk=pk, **{via: membership.organisation_id})
