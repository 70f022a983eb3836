"""What a brief awoke, with its switches."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.briefs.services.briefs import brief_create
from merchant_app.briefs.services.copies import brief_duplicate
from merchant_app.briefs.services.inputs import input_add_words
from merchant_app.briefs.services.understanding import input_understand

pytestmark = pytest.mark.django_db


@pytest.fixture
def brief(owner, store) -> Brief:
    draft = brief_create(store=store, user=owner)
    item = input_add_words(brief=draft, text="Slow piano for a bakery, no drums")
    assert item is not None
    input_understand(item)
    return draft


@pytest.fixture
def client(owner, signed_in) -> Client:
    return signed_in(owner)


def switch(client: Client, brief: Brief, concept: str, on: str = "0", **headers: str):
    address = reverse("briefs:switch_concept", args=[brief.pk])
    return client.post(address, {"concept": concept, "on": on}, headers=headers)


def test_the_page_says_what_woke_each_concept_and_what_it_asks_for(client, brief) -> None:
    page = client.get(reverse("briefs:concepts", args=[brief.pk]))
    rows = {row.strongest.concept: row for row in page.context["rows"]}
    assert {"piano", "bakery", "drums", "slow"} <= set(rows)
    assert rows["drums"].strongest.weight < 0
    assert "piano" in rows["piano"].asked.more
    assert "piano" in rows["piano"].strongest.because.casefold()


def test_a_concept_switched_off_no_longer_counts(client, brief) -> None:
    answer = switch(client, brief, "piano", **{"HX-Request": "true"})
    assert 'aria-checked="false"' in answer.content.decode()
    brief.refresh_from_db()
    assert brief.muted == ["piano"]
    shown = client.get(reverse("briefs:understood", args=[brief.pk])).context["concepts"]
    assert "piano" not in {each.concept for each in shown}
    assert brief_duplicate(brief=brief, user=None).muted == ["piano"]
    switch(client, brief, "piano", on="1")
    brief.refresh_from_db()
    assert brief.muted == []


def test_nothing_is_switched_that_never_awoke_or_in_a_brief_that_was_sent(client, brief) -> None:
    switch(client, brief, "metal")
    Brief.objects.filter(pk=brief.pk).update(status=Brief.Status.READY)
    switch(client, brief, "piano")
    brief.refresh_from_db()
    assert brief.muted == []
    page = client.get(reverse("briefs:concepts", args=[brief.pk])).content.decode()
    assert 'role="switch"' not in page


def test_another_organisation_sees_nothing(signed_in, outsider, brief) -> None:
    assert signed_in(outsider).get(reverse("briefs:concepts", args=[brief.pk])).status_code == 404
    assert switch(signed_in(outsider), brief, "piano").status_code == 404


def test_an_empty_brief_says_so(client, owner, store) -> None:
    empty = brief_create(store=store, user=owner)
    page = client.get(reverse("briefs:concepts", args=[empty.pk]))
    assert page.status_code == 200
    assert not BriefInput.objects.filter(brief=empty).exists()
