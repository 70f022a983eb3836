"""Creating people and organisations, and what a person sets for themselves."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction
from rest_framework.authtoken.models import Token

from licensing.history.services import record
from merchant_app.accounts.models import Membership, Organisation, User


def person_create(*, email: str, password: str, name: str, language: str) -> User:
    """A new person whose e-mail address is known to be theirs (they opened a link sent to it)."""
    with transaction.atomic():
        user = User.objects.create_user(email, password, name=name, language=language)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def person_update(*, user: User, name: str, language: str) -> User:
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    return user


def person_speak(*, user: User, language: str) -> None:
    """Remember the language a person reads."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])


def person_appoint(
    *, user: User, desk: str | None = None, operator: bool | None = None, why: str = ""
) -> User:
    """Give or take duties: `desk` is a role of `User.Desk` or "" for none; None leaves it alone.

    Who may write down and approve grants is part of their history: it is recorded. Raises
    ValueError for a role that does not exist.
    """
    before = user.desk_role
    if desk is not None:
        user.desk_role = User.Desk(desk) if desk else ""
    if operator is not None:
        user.is_operator = operator
    with transaction.atomic():
        user.save(update_fields=["desk_role", "is_operator"])
        if user.desk_role != before:
            record(
                action="desk.appoint",
                subject=user,
                before={"desk_role": before},
                after={"desk_role": str(user.desk_role)},
                why=why,
            )
    return user


def organisation_found(*, user: User, name: str) -> Membership:
    """A new organisation with this person as its owner."""
    with transaction.atomic():
        organisation = Organisation.objects.create(name=name)
        return Membership.objects.create(
            user=user, organisation=organisation, role=Membership.Role.OWNER
        )


def organisation_update(
    *, organisation: Organisation, name: str, retention_days: int
) -> Organisation:
    organisation.name, organisation.retention_days = name, retention_days
    organisation.save(update_fields=["name", "retention_days"])
    return organisation


def token_rotate(*, user: User) -> str:
    """A fresh API token; the one before stops working at once."""
    with transaction.atomic():
        Token.objects.filter(user=user).delete()
        key: str = Token.objects.create(user=user).key
    return key


def token_withdraw(*, user: User) -> None:
    Token.objects.filter(user=user).delete()
