"""The team page: roles, leaving, removing, and the owner who cannot go."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from merchant_app.accounts.models import Membership, Organisation, User
from tests.conftest import person

SignIn = Callable[[User], Client]


def member(user: User) -> Membership:
    return user.memberships.get()


def test_an_owner_changes_a_role(owner: User, colleague: User, signed_in: SignIn) -> None:
    signed_in(owner).post(f"/team/members/{member(colleague).pk}/role/", {"role": "manager"})
    assert member(colleague).role == "manager"


def test_the_last_owner_stays_owner(owner: User, colleague: User, signed_in: SignIn) -> None:
    client = signed_in(owner)
    page = client.post(f"/team/members/{member(owner).pk}/role/", {"role": "staff"}, follow=True)
    assert b"An organisation needs an owner." in page.content
    page = client.post(f"/team/members/{member(owner).pk}/remove/", follow=True)
    assert b"An organisation needs an owner." in page.content
    assert member(owner).role == "owner"


def test_with_a_second_owner_the_first_may_go(
    owner: User, colleague: User, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    client.post(f"/team/members/{member(colleague).pk}/role/", {"role": "owner"})
    response = client.post(f"/team/members/{member(owner).pk}/remove/", follow=True)
    assert response.redirect_chain[-1][0] == "/team/found/"
    assert not owner.memberships.exists()


def test_an_owner_removes_a_colleague_who_then_sees_nothing(
    owner: User, colleague: User, signed_in: SignIn
) -> None:
    theirs = signed_in(colleague)
    assert theirs.get("/team/").status_code == 200
    signed_in(owner).post(f"/team/members/{member(colleague).pk}/remove/")
    assert theirs.get("/team/").url == "/team/found/"  # type: ignore[attr-defined]


def test_staff_may_leave_but_remove_nobody(owner: User, colleague: User, signed_in: SignIn) -> None:
    client = signed_in(colleague)
    assert client.post(f"/team/members/{member(owner).pk}/remove/").status_code == 403
    client.post(f"/team/members/{member(colleague).pk}/remove/")
    assert not colleague.memberships.exists()


def test_only_owners_see_controls_and_open_invitations(
    owner: User, colleague: User, organisation: Organisation, signed_in: SignIn
) -> None:
    organisation.invitations.create(email="waiting@example.com")
    page = signed_in(colleague).get("/team/").content.decode()
    assert "waiting@example.com" not in page
    assert "Invite a colleague" not in page
    assert owner.email in page
    assert "waiting@example.com" in signed_in(owner).get("/team/").content.decode()


def test_a_person_of_two_organisations_works_in_one_at_a_time(
    owner: User, outsider: User, organisation: Organisation, signed_in: SignIn
) -> None:
    Membership.objects.create(user=outsider, organisation=organisation, role="staff")
    client = signed_in(outsider)
    assert client.get("/team/").context["organisation"].name == "Another company"
    client.post("/team/switch/", {"organisation": organisation.pk})
    assert client.get("/team/").context["organisation"] == organisation
    strange = Organisation.objects.create(name="A third one")
    assert client.post("/team/switch/", {"organisation": strange.pk}).status_code == 404
    for junk in ("x", "", "-1", "9" * 30):
        assert client.post("/team/switch/", {"organisation": junk}).status_code == 404, junk


def test_losing_the_chosen_organisation_falls_back_to_another(
    owner: User, outsider: User, organisation: Organisation, signed_in: SignIn
) -> None:
    joined = Membership.objects.create(user=outsider, organisation=organisation, role="staff")
    client = signed_in(outsider)
    client.post("/team/switch/", {"organisation": organisation.pk})
    joined.delete()
    assert client.get("/team/").context["organisation"].name == "Another company"


def test_a_person_without_organisation_founds_one(db: None, signed_in: SignIn) -> None:
    user = person("loner@example.com", "Lena Loner")
    client = signed_in(user)
    assert client.get("/").url == "/team/found/"  # type: ignore[attr-defined]
    assert client.post("/team/found/", {"name": ""}).status_code == 422
    assert client.post("/team/found/", {"name": "Lena’s"}).url == "/stores/new/"  # type: ignore[attr-defined]
    assert member(user).role == "owner"
