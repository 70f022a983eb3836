"""The compliance page of a shop and the answer to "why may I play this?"."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from licensing.licences.models import Grant
from licensing.works.models import RecordedWork, Share, Work
from merchant_app.accounts.models import User
from merchant_app.compliance.coverage import SAMPLE, coverage_of
from merchant_app.compliance.drawing import WIDTH, bar_of
from tests.licensing.rows import active_grant, analysed_track
from tests.merchant_app.compliance.conftest import OnAirShop

SignIn = Callable[[User], Client]


def page_of(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_cleared_on_what_basis_and_what_ends(shop: OnAirShop) -> None:
    found = coverage_of(shop.store)
    assert [row.track for row in found.on_air] == [shop.direct, shop.open, shop.ending]
    assert [row.track for row in found.left_out] == [shop.lost]
    assert found.on_air_bases == {"direct": 1, "open_licence": 1, "blanket": 1}
    assert (found.pool, found.catalogue, found.sampled) == (3, 4, False)
    assert [(each.licensor, each.tracks, each.days_left) for each in found.endings] in (
        [("Sine Records", 1, 20)],
        [("Sine Records", 1, 19)],  # where it is tomorrow in Shanghai
    )


def test_the_page_says_it_all(shop: OnAirShop, owner: User, signed_in: SignIn) -> None:
    page = page_of(signed_in(owner), f"/compliance/{shop.store.pk}/")
    for words in (
        "3 of 4 tracks on air may be played here",
        "3 of 4 tracks of the catalogue",
        "CN¥261.60",
        "120 m² × CN¥2.18 per m² and year",
        "undated press report",
        "the source gives no date",
        "No published tariff was found",
        "not legal advice",
        "Issue a certificate",
    ):
        assert words in page
    User.objects.filter(pk=owner.pk).update(language="zh-hans")
    chinese = page_of(signed_in(owner), f"/compliance/{shop.store.pk}/")
    assert "¥261.60" in chinese
    assert "录音制作者获酬权" in chinese


def test_an_amount_needs_an_area_and_a_country_needs_a_source(
    shop: OnAirShop, owner: User, signed_in: SignIn
) -> None:
    shop.store.floor_area_m2 = None
    shop.store.save()
    page = page_of(signed_in(owner), f"/compliance/{shop.store.pk}/")
    assert "261.60" not in page
    assert "With the floor area of the shop an amount could be estimated." in page
    shop.store.territory = "IS"
    shop.store.save()
    page = page_of(signed_in(owner), f"/compliance/{shop.store.pk}/")
    assert "Nobody has sourced a rule for Iceland" in page


def test_what_activities_cost(shop: OnAirShop, owner: User, signed_in: SignIn) -> None:
    shop.store.territory, shop.store.activities = "US", ["dance_class"]
    shop.store.save()
    Grant.objects.update(rights=["public_performance", "reproduction"], territories_in=["*"])
    assert coverage_of(shop.store).lost_to_activities == 1
    page = page_of(signed_in(owner), f"/compliance/{shop.store.pk}/")
    assert "1 track is left out because its licence does not cover this." in page


def test_a_large_pool_is_sampled(shop: OnAirShop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert SAMPLE == 2000
    monkeypatch.setattr("merchant_app.compliance.coverage.SAMPLE", 2)
    found = coverage_of(shop.store)
    assert found.sampled
    assert 2 <= sum(found.pool_bases.values()) <= 4


def test_the_bar_fills_its_width() -> None:
    parts = bar_of({"direct": 3, "several": 1}, 4, "en")
    assert [part.code for part in parts] == ["direct", "several", "none"]
    assert parts[-1].x + parts[-1].width == pytest.approx(WIDTH)
    assert bar_of({}, 0, "en") == []


def test_queries_do_not_grow_with_the_playlist(
    shop: OnAirShop, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
        coverage_of(shop.store)


def test_why_may_i_play_this(shop: OnAirShop, colleague: User, signed_in: SignIn) -> None:
    client = signed_in(colleague)
    asked = f"?store={shop.store.pk}"
    yes = page_of(client, f"/compliance/tracks/{shop.direct.pk}/{asked}")
    for words in ("Why may we play “月光 Lantern”?", "声之音乐", "Shop licence", "until further"):
        assert words in yes
    no = page_of(client, f"/compliance/tracks/{shop.lost.pk}/{asked}")
    assert "The grant is revoked." in no
    assert "It clears the track only while it is active." in no
    part = page_of(client, f"/compliance/tracks/{shop.direct.pk}/{asked}", hx_request="true")
    assert "<html" not in part
    assert "声之音乐" in part


def test_writers_and_societies_are_named(shop: OnAirShop, owner: User, signed_in: SignIn) -> None:
    track = analysed_track(title="Two hands", explicit="no")
    active_grant(track, side="recording", contract_number="SECRET-7", evidence="SECRET")
    active_grant(side="work", scope_kind="society", scope_value="MCSC", licensor="MCSC")
    work = Work.objects.create(title="Two hands", iswc="T0345246801")
    RecordedWork.objects.create(track=track, work=work)
    for name, society in (("Mei", "MCSC"), ("Otto", "GEMA")):
        Share.objects.create(work=work, name=name, percent=50, society=society)
    page = page_of(signed_in(owner), f"/compliance/tracks/{track.pk}/?store={shop.store.pk}")
    for words in ("Otto", "GEMA", "50 %", "T0345246801"):
        assert words in page
    assert "SECRET" not in page


def test_who_may_look(
    shop: OnAirShop, outsider: User, editor: User, colleague: User, signed_in: SignIn
) -> None:
    pages = (
        "/compliance/",
        f"/compliance/{shop.store.pk}/",
        f"/compliance/tracks/{shop.direct.pk}/?store={shop.store.pk}",
    )
    people = {
        "outsider": (signed_in(outsider), (200, 404, 404)),
        "editor": (signed_in(editor), (403, 403, 403)),
        "colleague": (signed_in(colleague), (302, 200, 200)),
        "anonymous": (Client(), (302, 302, 302)),
    }
    for name, (client, wanted) in people.items():
        assert tuple(client.get(path).status_code for path in pages) == wanted, name
