"""Certificates: issued once, kept as they were, printed in both languages, checked by anybody."""

from __future__ import annotations

import json
from collections.abc import Callable

import pypdfium2
import pytest
from django.test import Client

from licensing.licences.models import Grant
from merchant_app.accounts.models import User
from merchant_app.compliance.models import Certificate
from merchant_app.compliance.services import A_DAY, certificate_issue
from merchant_app.compliance.snapshot import fingerprint
from merchant_app.onair.services import unpublish
from merchant_app.webhooks.models import Endpoint, Event
from tests.merchant_app.compliance.conftest import OnAirShop

SignIn = Callable[[User], Client]


def text_of(pdf: bytes) -> str:
    """The words of a PDF as a browser lets them be copied, without breaks and spaces."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return "".join("".join(page.split()) for page in pages)


@pytest.fixture
def certificate(shop: OnAirShop, owner: User) -> Certificate:
    return certificate_issue(store=shop.store, user=owner)


def test_a_pdf_in_both_languages_with_chinese_to_copy(
    certificate: Certificate, owner: User, signed_in: SignIn
) -> None:
    url = f"/compliance/certificates/{certificate.serial}/pdf/"
    client = signed_in(owner)
    answers = {language: client.get(f"{url}?language={language}") for language in ("en", "zh-hans")}
    for answer in answers.values():
        assert answer["Content-Type"] == "application/pdf"
        said = text_of(answer.content)
        words = ("茶语·静安店", "月光Lantern", "声之音乐", certificate.serial, certificate.sha256)
        assert all(each in said for each in words)
        assert b"NotoSansSC" in answer.content
        assert len(answer.content) < 200_000
    assert "3tracksonair" in text_of(answers["en"].content)
    assert "录音制作者获酬权" in text_of(answers["zh-hans"].content)
    assert client.get(url + "?language=en").content == answers["en"].content


def test_it_stays_as_it_was_whatever_becomes_of_the_licences(
    certificate: Certificate, shop: OnAirShop, owner: User, signed_in: SignIn
) -> None:
    before = certificate.snapshot
    Grant.objects.update(status="revoked", licensor="Somebody else")
    shop.store.name = "Renamed"
    shop.store.save()
    url = f"/compliance/certificates/{certificate.serial}/"
    page = signed_in(owner).get(url + "?language=zh-hans").content.decode()
    assert "声之音乐" in page
    assert "茶语 · 静安店" in page
    certificate.refresh_from_db()
    assert certificate.snapshot == before
    assert certificate.sha256 == fingerprint(json.loads(json.dumps(before)))
    assert fingerprint({**before, "pool": 99}) != certificate.sha256
    shop.store.delete()
    assert signed_in(owner).get(url).status_code == 200


def test_anybody_may_check_it_and_sees_no_more_than_needed(
    certificate: Certificate, owner: User, signed_in: SignIn
) -> None:
    url = f"/certificates/{certificate.serial}/"
    page = Client().get(url).content.decode()
    assert "This certificate was issued here and counts" in page
    assert certificate.sha256 in page
    assert "声之音乐" not in page
    assert "Lantern" not in page
    withdraw = f"/compliance/certificates/{certificate.serial}/withdraw/"
    assert signed_in(owner).post(withdraw).status_code == 302
    page = Client().get(url).content.decode()
    assert "This certificate was withdrawn" in page
    gone = Client().get("/certificates/F2026-AAAAA-BBBBB/")
    assert gone.status_code == 404
    assert "There is no such certificate" in gone.content.decode()


def test_programs_are_told(shop: OnAirShop, owner: User) -> None:
    Endpoint.objects.create(
        organisation=shop.store.organisation,
        address="https://example.com/",
        events=["certificate.issued"],
    )
    made = certificate_issue(store=shop.store, user=owner)
    said = json.loads(Event.objects.get().body)["data"]
    assert (said["serial"], said["tracks"], said["sha256"]) == (made.serial, 3, made.sha256)
    assert said["verify_url"].endswith(f"/certificates/{made.serial}/")


def test_what_cannot_be_certified_is_said(shop: OnAirShop, owner: User, signed_in: SignIn) -> None:
    client = signed_in(owner)
    url = f"/compliance/{shop.store.pk}/certificates/"
    for _number in range(A_DAY):
        certificate_issue(store=shop.store, user=owner)
    page = client.post(url, follow=True).content.decode()
    assert f"At most {A_DAY} certificates a day" in page
    Certificate.objects.all().delete()
    Grant.objects.update(status="revoked")
    page = client.post(url, follow=True).content.decode()
    assert "None of the tracks on air may be played in this shop now." in page
    unpublish(store=shop.store)
    page = client.post(url, follow=True).content.decode()
    assert "Nothing is on air in this shop" in page
    assert not Certificate.objects.exists()


def test_who_may_issue_read_and_withdraw(
    certificate: Certificate, shop: OnAirShop, colleague: User, outsider: User, editor: User,
    owner: User, signed_in: SignIn,
) -> None:  # fmt: skip
    one = f"/compliance/certificates/{certificate.serial}/"
    calls = [
        ("get", one),
        ("get", f"{one}pdf/"),
        ("post", f"{one}withdraw/"),
        ("post", f"/compliance/{shop.store.pk}/certificates/"),
        ("get", f"/certificates/{certificate.serial}/"),
    ]
    people = {
        "anonymous": (Client(), (302, 302, 302, 302, 200)),
        "colleague": (signed_in(colleague), (200, 200, 403, 403, 200)),
        "outsider": (signed_in(outsider), (404, 404, 404, 404, 200)),
        "editor": (signed_in(editor), (403, 403, 403, 403, 200)),
        "owner": (signed_in(owner), (200, 200, 302, 302, 200)),
    }
    for name, (client, wanted) in people.items():
        answers = tuple(getattr(client, method)(url).status_code for method, url in calls)
        assert answers == wanted, name
