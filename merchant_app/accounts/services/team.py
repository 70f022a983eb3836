"""Inviting colleagues, joining, changing roles and leaving."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from merchant_app.accounts.models import (
    Invitation,
    InvitationMail,
    Membership,
    Organisation,
    User,
    invitation_end,
    invitation_token,
)
from merchant_app.accounts.problems import TeamProblem
from merchant_app.accounts.services.people import person_create

log = logging.getLogger(__name__)


def invitation_send(
    *, organisation: Organisation, email: str, role: str, invited_by: User
) -> Invitation:
    """Invite by mail; an open invitation of the same address is renewed, its old link ends.

    Raises TeamProblem: already_member, too_many_invitations, or mail_not_sent (the invitation is
    kept).
    """
    email = email.strip().lower()
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        if organisation.memberships.filter(user__email__iexact=email).exists():
            raise TeamProblem("already_member", email=email)
        _count_mail(organisation, invited_by)
        invitation = organisation.invitations.filter(
            email__iexact=email, accepted_at__isnull=True
        ).first() or Invitation(organisation=organisation, email=email)
        invitation.role = role
        invitation.invited_by = invited_by
        invitation.token = invitation_token()
        invitation.expires_at = invitation_end()
        invitation.save()
    _mail(invitation)
    return invitation


def _count_mail(organisation: Organisation, sent_by: User) -> None:
    """Whoever may sign up may invite: without a limit, Foyer would mail strangers for anybody.

    Counted by organisation and by person, who could found one organisation after the other.
    """
    limit = settings.INVITATIONS_A_DAY
    InvitationMail.objects.filter(sent_at__lt=timezone.now() - timedelta(days=1)).delete()
    for sent in (organisation.invitation_mails, sent_by.invitation_mails):
        if sent.count() >= limit:
            raise TeamProblem("too_many_invitations", count=str(limit))
    InvitationMail.objects.create(organisation=organisation, sent_by=sent_by)


def _mail(invitation: Invitation) -> None:
    """Send the link in the language of the invited person, else of the one who invites."""
    known = User.objects.filter(email__iexact=invitation.email).first()
    language = (known.language if known else "") or get_language() or settings.LANGUAGE_CODE
    link = settings.SITE_URL + reverse("accounts:accept", args=[invitation.token])
    with override(language):
        subject = _("%(name)s invites you to %(organisation)s") % {
            "name": str(invitation.invited_by),
            "organisation": invitation.organisation.name,
        }
        body = render_to_string(
            "accounts/mail/invitation.txt", {"invitation": invitation, "link": link}
        )
    try:
        send_mail(" ".join(subject.split()), body, None, [invitation.email])
    except (OSError, SMTPException) as error:
        log.exception("invitation %s was not mailed", invitation.pk)
        raise TeamProblem("mail_not_sent") from error


def invitation_withdraw(*, invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).delete()


def invitation_check(invitation: Invitation, user: User | None) -> None:
    """Raise TeamProblem when this person cannot use the invitation now."""
    if invitation.accepted_at is not None:
        raise TeamProblem("invitation_used")
    if invitation.expires_at <= timezone.now():
        raise TeamProblem("invitation_expired")
    if user is not None and user.email.casefold() != invitation.email.casefold():
        raise TeamProblem("invitation_other_person", email=invitation.email)


def invitation_accept(*, invitation: Invitation, user: User) -> Membership:
    """Join the team. Somebody who belongs to it already keeps their role.

    Raises TeamProblem: invitation_used, invitation_expired, invitation_other_person.
    """
    with transaction.atomic():
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        invitation_check(locked, user)
        membership, _created = Membership.objects.get_or_create(
            user=user, organisation_id=locked.organisation_id, defaults={"role": locked.role}
        )
        locked.accepted_at = timezone.now()
        locked.save(update_fields=["accepted_at"])
    return membership


def invitation_join(
    *, invitation: Invitation, name: str, password: str, language: str
) -> Membership:
    """Join as somebody new; the link proves the e-mail address. Raises like `invitation_accept`."""
    with transaction.atomic():
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        invitation_check(locked, None)
        user = person_create(email=locked.email, password=password, name=name, language=language)
        return invitation_accept(invitation=locked, user=user)


def membership_change_role(*, membership: Membership, role: str) -> Membership:
    """Give a member another role. Raises TeamProblem: last_owner."""
    with transaction.atomic():
        locked = _with_team_locked(membership)
        if role != Membership.Role.OWNER:
            _keep_an_owner(locked)
        locked.role = role
        locked.save(update_fields=["role"])
    return locked


def membership_remove(*, membership: Membership) -> None:
    """Take a member off the team, or leave it. Raises TeamProblem: last_owner."""
    with transaction.atomic():
        locked = _with_team_locked(membership)
        _keep_an_owner(locked)
        locked.delete()


def _with_team_locked(membership: Membership) -> Membership:
    """Two owners who leave at the same moment must not both find the other still there."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    return Membership.objects.select_related("user", "organisation").get(pk=membership.pk)


def _keep_an_owner(membership: Membership) -> None:
    owners = Membership.objects.filter(
        organisation_id=membership.organisation_id, role=Membership.Role.OWNER
    )
    if not owners.exclude(pk=membership.pk).exists():
        raise TeamProblem("last_owner")
