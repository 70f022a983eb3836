"""Setting up and changing a shop: its facts, its hours, its country and time zone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from merchant_app.accounts.models import Organisation, User
from merchant_app.stores.models import Store

SignIn = Callable[[User], Client]
FACTS: dict[str, Any] = {
    "name": "茶语 · 静安店",
    "premises_type": "tea_house",
    "territory": "CN",
    "timezone": "Asia/Shanghai",
    "floor_area_m2": "120",
    "explicit_choice": "allow_unknown",
}
HOURS = {
    "mon-open": "on", "mon-start": "09:00", "mon-end": "12:00",
    "mon-start_2": "14:00", "mon-end_2": "22:30",
    "sat-open": "on", "sat-start": "18:00", "sat-end": "02:00",
    "sun-open": "on", "sun-start": "08:00", "sun-end": "00:00",
    "tue-start": "09:00", "tue-end": "18:00",
}  # fmt: skip


def test_a_shop_with_all_its_facts(
    owner: User, organisation: Organisation, signed_in: SignIn
) -> None:
    response = signed_in(owner).post("/stores/new/", FACTS | HOURS)
    store = Store.objects.get()
    assert response.url == f"/stores/{store.pk}/"  # type: ignore[attr-defined]
    assert store.organisation == organisation
    assert (store.territory, store.timezone, store.floor_area_m2) == ("CN", "Asia/Shanghai", 120)
    assert store.opening_hours == {
        "mon": [["09:00", "12:00"], ["14:00", "22:30"]],
        "sat": [["18:00", "02:00"]],
        "sun": [["08:00", "24:00"]],
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"premises_type": "zoo"}, "premises_type"),
        ({"territory": "XX"}, "territory"),
        ({"territory": ""}, "territory"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"floor_area_m2": "0"}, "floor_area_m2"),
        ({"floor_area_m2": "large"}, "floor_area_m2"),
        ({"explicit_choice": ""}, "explicit_choice"),
        ({"mon-end": ""}, "__all__"),
        ({"mon-end": "9 pm"}, "__all__"),
        ({"mon-start": "09:00", "mon-end": "09:00"}, "__all__"),
        ({"mon-start_2": "11:00"}, "__all__"),
        ({"mon-end_2": ""}, "__all__"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    changes: dict[str, str], field: str, owner: User, signed_in: SignIn
) -> None:
    response = signed_in(owner).post("/stores/new/", FACTS | HOURS | changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Store.objects.exists()


def test_what_goes_on_in_a_shop_is_kept_shown_and_taken_back(
    owner: User, store: Store, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    sent = FACTS | {"activities": ["karaoke", "dance_class"]}
    assert client.post(f"/stores/{store.pk}/edit/", sent).status_code == 302
    store.refresh_from_db()
    assert sorted(store.activities) == ["dance_class", "karaoke"]
    page = client.get(f"/stores/{store.pk}/").content.decode()
    assert "Dance or fitness classes<br>Karaoke" in page
    refused = client.post(f"/stores/{store.pk}/edit/", FACTS | {"activities": ["juggling"]})
    assert refused.status_code == 422
    client.post(f"/stores/{store.pk}/edit/", FACTS)
    store.refresh_from_db()
    assert store.activities == []


def test_programs_read_and_write_what_goes_on(owner: User, store: Store, signed_in: SignIn) -> None:
    client = signed_in(owner)
    url = f"/api/v1/stores/{store.pk}/"
    sent = {"activities": ["dj", "dance_class"]}
    answer = client.patch(url, sent, content_type="application/json")
    assert answer.json()["activities"] == ["dance_class", "dj"]
    wrong = client.patch(url, {"activities": ["juggling"]}, content_type="application/json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["activities"])


def test_a_mistake_in_the_hours_stands_beside_its_day(owner: User, signed_in: SignIn) -> None:
    page = signed_in(owner).post("/stores/new/", FACTS | HOURS | {"mon-start_2": "11:00"})
    assert "Monday: the two spans overlap." in page.content.decode()


def test_the_hours_can_be_edited_again(owner: User, store: Store, signed_in: SignIn) -> None:
    store.opening_hours = {
        "mon": [["09:00", "12:00"], ["14:00", "18:00"]],
        "fri": [["00:00", "24:00"]],
    }
    store.save()
    client = signed_in(owner)
    form = client.get(f"/stores/{store.pk}/edit/").context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value())}
    for day in form.days:
        for name in day.fields:
            if value := day[name].value():
                sent[f"{day.day}-{name}"] = "on" if value is True else value
    hours = store.opening_hours
    assert client.post(f"/stores/{store.pk}/edit/", sent).status_code == 302
    store.refresh_from_db()
    assert store.opening_hours == hours


def test_a_refused_change_leaves_the_page_its_name(
    owner: User, store: Store, signed_in: SignIn
) -> None:
    page = signed_in(owner).post(f"/stores/{store.pk}/edit/", FACTS | {"territory": "XX"})
    assert page.status_code == 422
    assert "What has changed at Old Town teahouse?" in page.content.decode()


@pytest.mark.parametrize(
    ("language", "country", "zone"),
    [
        ("de-AT,de;q=0.9", "AT", "Europe/Vienna"),
        ("en-AU", "AU", "Australia/Sydney"),
        ("zh", "CN", "Asia/Shanghai"),
        ("en", "", "UTC"),
    ],
)
def test_country_and_zone_are_guessed_from_the_browser(
    language: str, country: str, zone: str, owner: User, signed_in: SignIn
) -> None:
    response = signed_in(owner).get("/stores/new/", headers={"accept-language": language})
    form = response.context["form"]
    assert (form["territory"].value() or "", form["timezone"].value()) == (country, zone)


def test_the_next_shop_is_likely_in_the_same_country(
    owner: User, store: Store, signed_in: SignIn
) -> None:
    form = signed_in(owner).get("/stores/new/").context["form"]
    assert form["territory"].value() == "DE"


def test_another_country_brings_its_time_zones(owner: User, signed_in: SignIn) -> None:
    part = signed_in(owner).get("/stores/zones/?territory=JP").content.decode()
    assert '<option value="Asia/Tokyo" selected>Tokyo (UTC+09:00)</option>' in part
    assert '<optgroup label="Japan">' in part
    nowhere = signed_in(owner).get("/stores/zones/?territory=%3F%3F")
    assert nowhere.status_code == 200
