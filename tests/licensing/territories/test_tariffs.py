"""Countries at the desk: sourced rules to read, tariffs to keep, and what they would ask."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from licensing.history.models import Change
from licensing.territories.estimate import estimate
from licensing.territories.models import Tariff
from licensing.territories.selectors import tariffs_for
from licensing.territories.shipped import shipped_tariffs, tariffs_load
from merchant_app.accounts.models import User

SignIn = Callable[[User], Client]
SHOPS: list[list[str | None]] = [["1000", "2.18"]]
VALUES: dict[str, Any] = {
    "society": "GEMA",
    "title_en": "Shops",
    "title_zh": "商店",
    "unit": "m2_year",
    "currency": "eur",
    "bands": "<100: 3\n< 500 : 2.50\n2",
    "premises": ["retail", "fashion"],
    "source": "A price list",
    "source_date": "2026-01-01",
    "read_on": "2026-11-22",
}


@pytest.fixture
def shipped(db: None) -> None:
    tariffs_load(Tariff)


@pytest.mark.parametrize(
    ("unit", "bands", "area", "a_year"),
    [
        ("m2_year", SHOPS, 120, "261.60"),
        ("m2_year", SHOPS, 999.9, "2179.78"),
        ("m2_year", SHOPS, 1000, None),
        ("m2_year", SHOPS, None, None),
        ("m2_month", SHOPS, 100, "2616.00"),
        ("m2_day", [["100", "0.15"]], 40, "2190.00"),
        ("m2_year", [["100", "3"], ["500", "2.5"], [None, "2"]], 100, "250.00"),
        ("m2_year", [["100", "3"], ["500", "2.5"], [None, "2"]], 800, "1600.00"),
        ("premises_month", [[None, "10"]], None, "120.00"),
        ("premises_year", [["50", "100"], [None, "200"]], None, None),
        ("premises_year", [["50", "100"], [None, "200"]], 60, "200.00"),
        ("bed_month", [[None, "1.75"]], 500, None),
    ],
)
def test_what_a_tariff_asks_a_year(unit: str, bands: Any, area: Any, a_year: Any) -> None:
    asked = estimate(unit=unit, currency="CNY", bands=bands, area=area)
    assert (asked.a_year if asked else None) == (Decimal(a_year) if a_year else None)


def test_shipped_tariffs_have_sources_and_come_once(shipped: None) -> None:
    assert all(row["source"] and row["read_on"] for row in shipped_tariffs())
    assert tariffs_load(Tariff) == 0
    assert [row.key for row in tariffs_for("CN", "retail")] == ["cn_mcsc_shops"]
    assert [row.key for row in tariffs_for("CN", "hotel")] == ["cn_mcsc_hotels"]
    assert [row.key for row in tariffs_for("CN", "bar", ["karaoke"])] == ["cn_mcsc_karaoke"]
    assert tariffs_for("CN", "cafe") == tariffs_for("DE", "retail") == []


def test_an_editor_keeps_tariffs_and_every_change_is_on_record(
    editor: User, signed_in: SignIn, db: None
) -> None:
    client = signed_in(editor)
    assert client.post("/desk/territories/DE/tariffs/new/", VALUES).status_code == 302
    row = Tariff.objects.get(territory="DE")
    assert row.bands == [["100", "3"], ["500", "2.50"], [None, "2"]]
    assert (row.currency, row.premises) == ("EUR", ["retail", "fashion"])
    url = f"/desk/territories/DE/tariffs/{row.pk}/"
    form = client.get(url).context["form"]
    assert form["bands"].value() == "<100: 3\n<500: 2.50\n2"
    client.post(url, VALUES)
    assert Change.objects.filter(subject_type="territories.tariff").count() == 1
    client.post(url, VALUES | {"bands": "9", "premises": []})
    change = Change.objects.filter(subject_type="territories.tariff").first()
    assert change is not None
    assert (change.action, change.actor) == ("tariff.changed", editor)
    assert change.before["bands"] == [["100", "3"], ["500", "2.50"], [None, "2"]]
    assert set(change.after) == {"bands", "premises"}
    page = client.get("/desk/territories/DE/").content.decode()
    assert "GEMA: Shops" in page
    assert "€9.00 per m² and year" in page
    assert client.post(f"{url}remove/").status_code == 302
    assert not Tariff.objects.filter(territory="DE").exists()
    assert Change.objects.filter(action="tariff.removed").exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"bands": ""}, "bands"),
        ({"bands": "cheap"}, "bands"),
        ({"bands": "-5"}, "bands"),
        ({"bands": "<100: 3\n<100: 2"}, "bands"),
        ({"bands": "3\n<100: 2"}, "bands"),
        ({"bands": "3\n2"}, "bands"),
        ({"bands": "\n".join(f"<{n}: 1" for n in range(1, 40))}, "bands"),
        ({"currency": "XYZ1"}, "currency"),
        ({"currency": "QQQ"}, "currency"),
        ({"source": ""}, "source"),
        ({"read_on": "lately"}, "read_on"),
        ({"premises": ["zoo"]}, "premises"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
    ],
)
def test_a_tariff_that_cannot_be(
    wrong: dict[str, Any], field: str, editor: User, signed_in: SignIn
) -> None:
    page = signed_in(editor).post("/desk/territories/DE/tariffs/new/", VALUES | wrong)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert not Tariff.objects.filter(territory="DE").exists()


def test_rules_are_read_with_sources_and_gaps_are_said(
    editor: User, signed_in: SignIn, shipped: None
) -> None:
    client = signed_in(editor)
    china = client.get("/desk/territories/CN/").content.decode()
    assert "zhichanli.com" in china
    assert "read on 22 November 2026" in china or "read on Nov. 22, 2026" in china
    assert "the source gives no date" in china
    iceland = client.get("/desk/territories/IS/").content.decode()
    assert "Nobody has sourced a rule for Iceland yet" in iceland
    assert "No tariff was found for this country" in iceland
    assert client.get("/desk/territories/").status_code == 200
    assert client.get("/desk/territories/QQ/").status_code == 404


def test_who_may_look_and_who_may_write(
    owner: User, editor: User, operator: User, signed_in: SignIn, shipped: None
) -> None:
    viewer = User.objects.create_user("viewer@example.com", "a good password", desk_role="viewer")
    row = Tariff.objects.get(key="cn_mcsc_shops")
    addresses = {
        "": ("get", (403, 403, 200, 200)),
        "CN/": ("get", (403, 403, 200, 200)),
        "CN/tariffs/new/": ("post", (403, 403, 403, 422)),
        f"CN/tariffs/{row.pk}/": ("post", (403, 403, 403, 422)),
        f"DE/tariffs/{row.pk}/": ("get", (403, 403, 404, 404)),
        f"CN/tariffs/{row.pk}/remove/": ("post", (403, 403, 403, 302)),
    }
    people = [signed_in(each) for each in (owner, operator, viewer, editor)]
    for address, (method, wanted) in addresses.items():
        url = f"/desk/territories/{address}"
        assert tuple(getattr(each, method)(url).status_code for each in people) == wanted, url
        assert Client().get(url).status_code in (302, 405)
