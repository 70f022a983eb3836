"""Inviting a colleague: the mail, the link, and everybody who may open it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from merchant_app.accounts.models import Invitation, InvitationMail, Membership, Organisation, User
from tests.conftest import person

SignIn = Callable[[User], Client]
NEW = {"name": "Nils New", "password": "music for the café"}


def invite(client: Client, email: str = "new@example.com", role: str = "manager") -> str:
    """Send an invitation; returns the path of the link in the mail."""
    client.post("/team/invite/", {"email": email, "role": role})
    word = next(word for word in mail.outbox[-1].body.split() if "/team/join/" in word)
    return word[word.index("/team/") :]


def test_somebody_new_joins_with_a_name_and_a_password(
    owner: User, organisation: Organisation, signed_in: SignIn
) -> None:
    link = invite(signed_in(owner))
    assert mail.outbox[0].to == ["new@example.com"]
    assert mail.outbox[0].subject == "Olga Owner invites you to Teahouse group"
    client = Client()
    assert b"Join Teahouse group" in client.get(link).content
    response = client.post(link, NEW, follow=True)
    assert response.redirect_chain == [("/", 302)]
    member = Membership.objects.get(user__email="new@example.com")
    assert (member.organisation, member.role, member.user.name) == (
        organisation, "manager", "Nils New",
    )  # fmt: skip
    assert client.post("/account/logout/")
    entered = client.post(
        "/account/login/", {"login": "new@example.com", "password": NEW["password"]}
    )
    assert entered.status_code == 302


def test_a_weak_password_is_refused_and_the_link_stays_good(owner: User, signed_in: SignIn) -> None:
    link = invite(signed_in(owner))
    response = Client().post(link, NEW | {"password": "short"})
    assert response.status_code == 422
    assert response.context["form"].errors["password"]
    assert not User.objects.filter(email="new@example.com").exists()
    assert Client().post(link, NEW).status_code == 302


def test_somebody_with_an_account_signs_in_and_joins(
    owner: User, outsider: User, organisation: Organisation, signed_in: SignIn
) -> None:
    link = invite(signed_in(owner), outsider.email)
    assert f"/account/login/?next={link}" in Client().get(link).content.decode()
    client = signed_in(outsider)
    assert b"Join the team" in client.get(link).content
    response = client.post(link, follow=True)
    assert response.context["organisation"] == organisation
    assert outsider.memberships.count() == 2


def test_the_mail_speaks_the_language_of_the_invited(
    owner: User, outsider: User, signed_in: SignIn
) -> None:
    User.objects.filter(pk=outsider.pk).update(language="zh-hans")
    invite(signed_in(owner), outsider.email)
    assert mail.outbox[0].subject == "Olga Owner邀请您加入Teahouse group"
    assert "店长" in mail.outbox[0].body


def test_the_wrong_person_cannot_use_it(owner: User, outsider: User, signed_in: SignIn) -> None:
    link = invite(signed_in(owner))
    client = signed_in(outsider)
    page = client.get(link)
    assert page.status_code == 403
    assert b"This invitation is for new@example.com." in page.content
    assert client.post(link).status_code == 403
    assert outsider.memberships.count() == 1


def test_it_works_only_once(owner: User, signed_in: SignIn) -> None:
    link = invite(signed_in(owner))
    Client().post(link, NEW)
    page = Client().post(link, NEW | {"name": "Somebody else"})
    assert page.status_code == 410
    assert b"This invitation has been used." in page.content
    assert User.objects.get(email="new@example.com").name == "Nils New"


def test_it_works_for_a_week(owner: User, signed_in: SignIn) -> None:
    link = invite(signed_in(owner))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    page = Client().post(link, NEW)
    assert page.status_code == 410
    assert b"This invitation has expired." in page.content
    assert not User.objects.filter(email="new@example.com").exists()


def test_sending_again_makes_a_new_link_and_ends_the_old(owner: User, signed_in: SignIn) -> None:
    client = signed_in(owner)
    first = invite(client)
    second = invite(client, role="staff")
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert Invitation.objects.get().role == "staff"


def test_a_withdrawn_invitation_is_gone(owner: User, signed_in: SignIn) -> None:
    client = signed_in(owner)
    link = invite(client)
    client.post(f"/team/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert Client().get(link).status_code == 404


def test_a_member_is_not_invited_twice(owner: User, colleague: User, signed_in: SignIn) -> None:
    response = signed_in(owner).post(
        "/team/invite/", {"email": colleague.email.upper(), "role": "owner"}
    )
    assert response.status_code == 422
    assert "already belongs to the team" in str(response.context["form"].errors["email"])
    assert mail.outbox == []


def test_somebody_who_joined_meanwhile_keeps_their_role(
    owner: User, organisation: Organisation, signed_in: SignIn
) -> None:
    user = person("new@example.com", "Nils New")
    link = invite(signed_in(owner), role="staff")
    Membership.objects.create(user=user, organisation=organisation, role="manager")
    signed_in(user).post(link)
    assert user.memberships.get().role == "manager"


def test_an_invented_link_opens_nothing(db: None) -> None:
    assert Client().get("/team/join/guess/").status_code == 404


def test_a_mail_server_out_of_reach_keeps_the_invitation(
    owner: User, settings: Settings, signed_in: SignIn
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    page = signed_in(owner).post(
        "/team/invite/", {"email": "new@example.com", "role": "staff"}, follow=True
    )
    assert b"its mail could not be sent" in page.content
    assert Invitation.objects.filter(email="new@example.com").exists()


@pytest.mark.parametrize("role", ["king", ""])
def test_a_role_nobody_knows_is_refused(role: str, owner: User, signed_in: SignIn) -> None:
    response = signed_in(owner).post("/team/invite/", {"email": "a@example.com", "role": role})
    assert response.status_code == 422


def test_there_are_only_so_many_mails_a_day(
    owner: User, organisation: Organisation, signed_in: SignIn, settings: Settings
) -> None:
    settings.INVITATIONS_A_DAY = 3
    client = signed_in(owner)
    for _ in range(2):
        invite(client)
    organisation.invitations.all().delete()  # withdrawing gives none back
    invite(client, "another@example.com")
    page = client.post("/team/invite/", {"email": "one-more@example.com", "role": "staff"})
    assert page.status_code == 429
    assert b"3 invitations were sent within a day" in page.content
    client.post("/team/found/", {"name": "A second business"})  # nor does another organisation
    page = client.post("/team/invite/", {"email": "one-more@example.com", "role": "staff"})
    assert page.status_code == 429
    assert len(mail.outbox) == 3
    assert not Invitation.objects.filter(email="one-more@example.com").exists()

    yesterday = timezone.now() - timedelta(hours=25)
    InvitationMail.objects.update(sent_at=yesterday)
    invite(client, "one-more@example.com")
    assert InvitationMail.objects.count() == 1
