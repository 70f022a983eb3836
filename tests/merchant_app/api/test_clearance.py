"""`GET /api/v1/tracks/{id}/clearance/`: may it be played there, why, and who may ask."""

from __future__ import annotations

from datetime import date

import pytest
from rest_framework.test import APIClient

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from licensing.works.models import RecordedWork, Share, Work
from merchant_app.accounts.models import User
from merchant_app.stores.models import BlockedTrack, Store
from tests.licensing.rows import active_grant, analysed_track
from tests.merchant_app.doors import api_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def track() -> Track:
    return analysed_track(title="Lantern", explicit="no", attribution="By Lin")


@pytest.fixture
def shop_licence(track: Track) -> Grant:
    return active_grant(
        track,
        licensor="Sine Records",
        licence_name="Shop licence",
        contract_number="SECRET-7",
        evidence="SECRET-PAPER",
        valid_until=date(2027, 3, 31),
        territories_in=["DE"],
    )


def ask(client: APIClient, track: Track | int, **asked: object) -> object:
    number = track.pk if isinstance(track, Track) else track
    language = str(asked.pop("language", "en"))
    url = f"/api/v1/tracks/{number}/clearance/"
    return client.get(url, asked, headers={"accept-language": language})


def test_a_shop_of_ones_own(owner: User, store: Store, track: Track, shop_licence: Grant) -> None:
    answer = ask(api_of(owner), track, store=store.pk).json()
    assert (answer["allowed"], answer["wanted"], answer["until"]) == (True, True, "2027-03-31")
    assert [reason["code"] for reason in answer["reasons"]] == ["covered"]
    basis = answer["bases"][0]
    assert (basis["licensor"], basis["licence_name"], basis["basis"], basis["side"]) == (
        "Sine Records", "Shop licence", "direct", "both",
    )  # fmt: skip
    assert "SECRET" not in str(answer)
    rules = answer["territory"]
    assert rules["sourced"]
    assert all(rule["source"] for rule in rules["rules"])
    assert "not legal advice" in answer["notice"]
    BlockedTrack.objects.create(store=store, track=track)
    assert ask(api_of(owner), track, store=store.pk).json()["wanted"] is False


def test_reasons_in_the_language_of_the_one_who_asks(
    owner: User, store: Store, track: Track, shop_licence: Grant
) -> None:
    later = {"store": store.pk, "at": "2027-04-01T00:00:00+02:00"}
    said = ask(api_of(owner), track, **later, language="zh-hans").json()["reasons"][0]
    assert said["code"] == "expired"
    assert "到期" in said["sentence"]
    assert said["remedy"]
    # The last second of the last day, by the shop's own clock.
    before = {"store": store.pk, "at": "2027-03-31T23:59:59+02:00"}
    assert ask(api_of(owner), track, **before).json()["allowed"] is True


def test_any_place(owner: User, editor: User, track: Track, shop_licence: Grant) -> None:
    place = {"territory": "fr", "premises": "cafe", "floor_area": "80", "at": "2026-12-01T12:00Z"}
    for person in (owner, editor):
        answer = ask(api_of(person), track, **place).json()
        assert (answer["allowed"], answer["store"], answer["wanted"]) == (False, None, None)
        assert answer["reasons"][0]["code"] == "territory"
    nowhere = ask(api_of(owner), track, territory="IS", premises="bar").json()["territory"]
    assert (nowhere["code"], nowhere["sourced"]) == ("IS", False)
    blanket = active_grant(analysed_track(title="Other"), basis="blanket")
    us = {"territory": "US", "premises": "gym", "activities": "dance_class, dj"}
    said = ask(api_of(owner), blanket.scope.get().track_id, **us).json()
    assert "activity" in {reason["code"] for reason in said["reasons"]}


def test_a_share_nobody_covers_is_named(owner: User, store: Store, track: Track) -> None:
    active_grant(track, side="recording")
    active_grant(
        side="work", scope_kind="society", scope_value="GEMA", basis="blanket", licensor="GEMA"
    )
    work = Work.objects.create(title="Lantern")
    RecordedWork.objects.create(track=track, work=work)
    Share.objects.create(work=work, name="Lin", percent=50, society="GEMA")
    other = Share.objects.create(work=work, name="Mei Chen", percent=50, society="MCSC")
    said = ask(api_of(owner), track, store=store.pk).json()
    assert said["allowed"] is False
    assert any("Mei Chen" in reason["sentence"] for reason in said["reasons"])
    Share.objects.filter(pk=other.pk).update(society="GEMA")
    said = ask(api_of(owner), track, store=store.pk).json()
    assert [(basis["side"], basis["repertoire"]) for basis in said["bases"]] == [
        ("recording", ""),
        ("work", "GEMA"),
    ]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({}, {"territory", "premises"}),
        ({"territory": "XX", "premises": "zoo"}, {"territory", "premises"}),
        ({"territory": "DE", "premises": "cafe", "at": "tomorrow"}, {"at"}),
        ({"territory": "DE", "premises": "cafe", "at": "2026-11-22T10:00:00"}, {"at"}),
        ({"territory": "DE", "premises": "cafe", "at": "2026-02-30T10:00:00Z"}, {"at"}),
        ({"territory": "DE", "premises": "cafe", "at": "9999-12-31T23:59:59-12:00"}, {"at"}),
        ({"territory": "DE", "premises": "cafe", "floor_area": "-1"}, {"floor_area"}),
        ({"territory": "DE", "premises": "cafe", "locations": "many"}, {"locations"}),
        ({"territory": "DE", "premises": "cafe", "channel": "radio"}, {"channel"}),
        ({"territory": "DE", "premises": "cafe", "activities": "zumba"}, {"activities"}),
        ({"store": "x"}, {"store"}),
        ({"store": "1", "territory": "DE"}, {"territory"}),
    ],
)
def test_bad_parameters_are_named(owner: User, track: Track, asked: dict, named: set) -> None:
    answer = ask(api_of(owner), track, **asked)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == named
    assert all(sentence for sentences in answer.json()["errors"].values() for sentence in sentences)


def test_who_may_ask(
    owner: User, colleague: User, outsider: User, editor: User, operator: User,
    store: Store, track: Track,
) -> None:  # fmt: skip
    people = {
        "anonymous": APIClient(),
        **{
            name: api_of(user)
            for name, user in {
                "owner": owner, "colleague": colleague, "outsider": outsider,
                "editor": editor, "operator": operator,
            }.items()
        },
    }  # fmt: skip
    of_shop = {name: ask(client, track, store=store.pk) for name, client in people.items()}
    of_place = {
        name: ask(client, track, territory="DE", premises="cafe") for name, client in people.items()
    }
    assert {name: answer.status_code for name, answer in of_shop.items()} == {
        "anonymous": 401, "owner": 200, "colleague": 200, "outsider": 404, "editor": 404,
        "operator": 403,
    }  # fmt: skip
    assert {name: answer.status_code for name, answer in of_place.items()} == {
        "anonymous": 401, "owner": 200, "colleague": 200, "outsider": 200, "editor": 200,
        "operator": 403,
    }  # fmt: skip
    assert ask(people["owner"], 10**9, store=store.pk).status_code == 404
