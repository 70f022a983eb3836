"""Who may open which page of shops, teams and settings: a table of address × person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from merchant_app.accounts.models import Invitation, Membership, Organisation, User
from merchant_app.stores.models import Store
from tests.conftest import person

LOGIN = "login"
FOUND = "found"
PEOPLE = ("nobody", "owner", "manager", "colleague", "outsider", "editor", "operator", "loner")

#: Per address, what each of PEOPLE gets (the loner belongs to no organisation). "login" and "found"
#: are redirects to signing in and to founding a business. An outsider has an organisation of
#: their own: pages without an id answer them with their own.
TABLE = {
    ("stores:home",): (LOGIN, 200, 200, 200, 200, 302, 302, FOUND),
    ("stores:create",): (LOGIN, 200, 200, 403, 200, 403, 403, FOUND),
    ("stores:zones",): (LOGIN, 200, 200, 403, 200, 403, 403, FOUND),
    ("stores:detail", "store"): (LOGIN, 200, 200, 200, 404, 403, 403, FOUND),
    ("stores:edit", "store"): (LOGIN, 200, 200, 403, 404, 403, 403, FOUND),
    ("stores:delete", "store"): (LOGIN, 200, 200, 403, 404, 403, 403, FOUND),
    ("stores:blocks", "store"): (LOGIN, 200, 200, 200, 404, 403, 403, FOUND),
    ("stores:taste", "store"): (LOGIN, 200, 200, 200, 404, 403, 403, FOUND),
    ("accounts:team",): (LOGIN, 200, 200, 200, 200, 403, 403, FOUND),
    ("accounts:invite",): (LOGIN, 302, 403, 403, 302, 403, 403, FOUND),
    ("accounts:settings",): (LOGIN, 200, 200, 200, 200, 200, 200, 200),
    ("accounts:switch",): (LOGIN, 200, 200, 200, 200, 403, 403, FOUND),
    ("accounts:found",): (LOGIN, 200, 200, 200, 200, 200, 200, 200),
    ("accounts:desk",): (LOGIN, 403, 403, 403, 403, 403, 403, 403),
    ("accounts:export",): (LOGIN, 200, 403, 403, 200, 403, 403, FOUND),
    ("accounts:export_download",): (LOGIN, 404, 403, 403, 404, 403, 403, FOUND),
    ("accounts:history",): (LOGIN, 200, 403, 403, 200, 403, 403, FOUND),
    ("accounts:judgements",): (LOGIN, 200, 403, 403, 200, 403, 403, FOUND),
}
#: Sent without any data: what is refused for the role answers 403, another's object 404, the
#: rest goes back to its page (302) or shows its form again (422).
POSTS = {
    ("stores:create",): (LOGIN, 422, 422, 403, 422, 403, 403, FOUND),
    ("stores:edit", "store"): (LOGIN, 422, 422, 403, 404, 403, 403, FOUND),
    ("stores:delete", "store"): (LOGIN, 422, 422, 403, 404, 403, 403, FOUND),
    ("stores:block", "store"): (LOGIN, 302, 302, 403, 404, 403, 403, FOUND),
    ("stores:unblock", "store"): (LOGIN, 302, 302, 403, 404, 403, 403, FOUND),
    ("stores:boundary", "store"): (LOGIN, 302, 302, 403, 404, 403, 403, FOUND),
    ("accounts:invite",): (LOGIN, 422, 403, 403, 422, 403, 403, FOUND),
    ("accounts:withdraw", "invitation"): (LOGIN, 302, 403, 403, 404, 403, 403, FOUND),
    ("accounts:change_role", "membership"): (LOGIN, 302, 403, 403, 404, 403, 403, FOUND),
    ("accounts:remove", "membership"): (LOGIN, 302, 403, 302, 404, 403, 403, FOUND),
    ("accounts:token",): (LOGIN, 302, 302, 302, 302, 302, 302, 302),
    ("accounts:desk",): (LOGIN, 403, 403, 403, 403, 403, 403, 403),
    ("accounts:export",): (LOGIN, 302, 403, 403, 302, 403, 403, FOUND),
    ("accounts:forget",): (LOGIN, 302, 403, 403, 302, 403, 403, FOUND),
}


@pytest.fixture
def ids(store: Store, organisation: Organisation, colleague: User) -> dict[str, int]:
    """The objects of the owner's organisation that addresses name."""
    invitation = Invitation.objects.create(organisation=organisation, email="new@example.com")
    membership = Membership.objects.get(user=colleague)
    return {"store": store.pk, "invitation": invitation.pk, "membership": membership.pk}


@pytest.fixture
def browser(
    request: pytest.FixtureRequest, organisation: Organisation, signed_in: Callable[[User], Client]
) -> Callable[[str], Client]:
    def open_as(who: str) -> Client:
        if who == "nobody":
            return Client()
        if who == "manager":
            user = person("manager@example.com", "Mara Manager")
            Membership.objects.create(user=user, organisation=organisation, role="manager")
            return signed_in(user)
        if who == "loner":
            return signed_in(person("loner@example.com", "Lena Loner"))
        return signed_in(request.getfixturevalue(who))

    return open_as


def rows(table: dict[tuple[str, ...], tuple[object, ...]]) -> list[object]:
    return [
        pytest.param(place, who, wanted, id=f"{place[0]}-{who}")
        for place, answers in table.items()
        for who, wanted in zip(PEOPLE, answers, strict=True)
    ]


def check(response: object, wanted: object) -> None:
    if wanted == LOGIN:
        assert response.status_code == 302  # type: ignore[attr-defined]
        assert response.url.startswith("/account/login/?next=")  # type: ignore[attr-defined]
    elif wanted == FOUND:
        assert response.status_code == 302  # type: ignore[attr-defined]
        assert response.url == "/team/found/"  # type: ignore[attr-defined]
    else:
        assert response.status_code == wanted  # type: ignore[attr-defined]


@pytest.mark.parametrize(("place", "who", "wanted"), rows(TABLE))
def test_opening(
    place: tuple[str, ...],
    who: str,
    wanted: object,
    ids: dict[str, int],
    browser: Callable[[str], Client],
) -> None:
    url = reverse(place[0], args=[ids[name] for name in place[1:]])
    check(browser(who).get(url), wanted)


@pytest.mark.parametrize(("place", "who", "wanted"), rows(POSTS))
def test_sending(
    place: tuple[str, ...],
    who: str,
    wanted: object,
    ids: dict[str, int],
    browser: Callable[[str], Client],
) -> None:
    url = reverse(place[0], args=[ids[name] for name in place[1:]])
    check(browser(who).post(url), wanted)


def test_what_changes_things_is_not_done_by_a_link(
    owner: User, ids: dict[str, int], signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(owner)
    for place in (("stores:block", "store"), ("stores:unblock", "store"), ("accounts:token",)):
        url = reverse(place[0], args=[ids[name] for name in place[1:]])
        assert client.get(url).status_code == 405


def test_navigation_shows_each_their_places(
    owner: User, editor: User, operator: User, store: Store, signed_in: Callable[[User], Client]
) -> None:
    settings = reverse("accounts:settings")
    shown = {
        who: {str(link["label"]) for link in signed_in(who).get(settings).context["navigation"]}
        for who in (owner, editor, operator)
    }
    assert shown[owner] == {"Shops", "Playlists", "Plays", "Rights", "Team"}
    assert shown[editor] == {"Catalogue", "Grants"}
    assert shown[operator] == {"Operations"}


def test_the_link_of_the_page_is_marked_current(
    owner: User, editor: User, store: Store, signed_in: Callable[[User], Client]
) -> None:
    def current(user: User, url: str) -> list[str]:
        links = signed_in(user).get(url).context["navigation"]
        return [str(link["label"]) for link in links if link["current"]]

    assert current(owner, "/") == ["Shops"]
    assert current(owner, reverse("stores:detail", args=[store.pk])) == ["Shops"]
    assert current(owner, reverse("onair:plays", args=[store.pk])) == ["Shops"]
    assert current(owner, reverse("onair:all_plays")) == ["Plays"]
    assert current(owner, reverse("accounts:settings")) == []
    assert current(editor, reverse("desk:grants")) == ["Grants"]
    assert current(editor, reverse("desk:upload")) == ["Catalogue"]
