"""Programs that hammer a link are slowed down; people are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from licensing.catalogue.models import Track
from merchant_app.voting.ballot import votes_of
from merchant_app.voting.limits import RATES
from merchant_app.voting.models import Voter
from tests.merchant_app.voting.conftest import Phone

pytestmark = pytest.mark.django_db


def test_names_and_votes_are_counted(
    phone: Callable[[str], Phone], tracks: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings.ENV, "RATE_LIMIT", True)
    for what, rate in (("vote", "4/min"), ("join", "3/min"), ("open", "5/min")):
        monkeypatch.setitem(RATES, what, rate)
    cache.clear()
    anna = phone("Anna")
    answers = [anna.say(tracks[0], ("accept", "reject")[turn % 2]) for turn in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    assert answers[-1].json()["detail"].startswith("Too many requests")
    assert votes_of(Voter.objects.get()) == {tracks[0].pk: "reject"}
    assert [phone(f"B{number}").joined.status_code for number in range(3)] == [302, 302, 429]
    assert Voter.objects.count() == 3
    guesses = [Client().get(f"/vote/guess{number}/").status_code for number in range(6)]
    assert guesses == [404] * 5 + [429]
    cache.clear()
