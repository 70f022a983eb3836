"""Reads on teams."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils import timezone

from merchant_app.accounts.models import Invitation, Membership, Organisation


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation nobody has used yet, and whether its link still works."""

    invitation: Invitation
    expired: bool


def team_of(organisation: Organisation) -> QuerySet[Membership]:
    """The members, owners first, then by name."""
    rank = Case(
        When(role=Membership.Role.OWNER, then=Value(0)),
        When(role=Membership.Role.MANAGER, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return organisation.memberships.select_related("user").order_by(rank, "user__name", "pk")


def open_invitations(organisation: Organisation) -> list[OpenInvitation]:
    """Invitations that wait for an answer, newest first."""
    now = timezone.now()
    rows = organisation.invitations.filter(accepted_at__isnull=True).select_related("invited_by")
    return [
        OpenInvitation(invitation, expired=invitation.expires_at <= now)
        for invitation in rows.order_by("-created_at", "-pk")
    ]
