"""Grants that contradict each other, shares that are not the whole, writers nobody covers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from licensing.licences.services import grant_set_status
from licensing.review.conflicts import conflicts_refresh, conflicts_refresh_if_changed
from licensing.review.models import Conflict
from licensing.review.writers import uncovered_writers
from licensing.works.models import RecordedWork, Share, Work
from tests.licensing.rows import active_grant, analysed_track

pytestmark = pytest.mark.django_db

PAPER = {"basis": "open_licence", "licence_url": "https://example.com"}


def found(kind: str) -> list[Conflict]:
    conflicts_refresh()
    return list(Conflict.objects.filter(kind=kind))


def work(title: str, *shares: tuple[str, str, int], track=None) -> Work:
    made = Work.objects.create(title=title)
    for name, society, percent in shares:
        Share.objects.create(work=made, name=name, society=society, percent=Decimal(percent))
    if track is not None:
        RecordedWork.objects.create(track=track, work=made)
    return made


def test_an_older_grant_that_outlives_a_revocation() -> None:
    track = analysed_track()
    old, new = active_grant(track, **PAPER), active_grant(track, **PAPER)
    assert not found("revoked")
    grant_set_status(grant=new, status="revoked", why="over")
    (conflict,) = found("revoked")
    assert (conflict.grant, conflict.other, conflict.tracks) == (old, new, 1)
    active_grant(track, licensor="Somebody else", **PAPER)
    active_grant(track, **PAPER)  # written after the revocation: a new contract
    assert len(found("revoked")) == 1


@pytest.mark.parametrize(
    ("one", "two", "said"),
    [
        ({"territories_in": ["EU"], "territories_out": ["MT"]}, {}, {"excluded": ["MT"]}),
        ({"territories_in": ["US"], "territories_out": ["EU"]}, {"territories_in": ["CN"]}, None),
        ({"offline": True}, {"licensor": "A LICENSOR"}, {"fields": ["offline"]}),
        ({"offline": True, "territories_in": ["US"]}, {"territories_in": ["CN"]}, None),
        ({"offline": True, "premises": ["bar"]}, {"premises": ["spa"]}, None),
        ({"promotion": True, "side": "work"}, {"side": "recording"}, None),
        ({"promotion": True, "rights": ["sync"]}, {}, None),
        ({"offline": True, "valid_until": date(2020, 1, 1)}, {}, None),
    ],
)
def test_terms_that_contradict(one: dict, two: dict, said: dict | None) -> None:
    track = analysed_track()
    active_grant(track, **{**PAPER, **one})
    active_grant(track, **{**PAPER, **two})
    assert [conflict.data for conflict in found("terms")] == ([said] if said else [])


def test_two_grants_of_one_label() -> None:
    for offline in (True, False):
        active_grant(scope_kind="label", scope_value="Dun", offline=offline, **PAPER)
    assert len(found("terms")) == 1


def test_two_owners_of_the_same_recordings() -> None:
    tracks = [analysed_track() for _ in range(3)]
    active_grant(*tracks, licensor="Dun", side="recording")
    active_grant(*tracks[:2], licensor="Dunn", side="both")
    active_grant(*tracks, licensor="Society", side="work")
    (conflict,) = found("licensors")
    assert conflict.tracks == 2


def test_shares_and_evidence() -> None:
    work("Whole", ("Ana", "GEMA", 50), ("Bo", "STIM", 50))
    odd = work("Odd", ("Ana", "GEMA", 50), ("Bo", "STIM", 49))
    (conflict,) = found("shares")
    assert (conflict.work, conflict.data) == (odd, {"total": "99"})
    bare = active_grant(licensor="By word of mouth", evidence="on the phone")
    assert [conflict.grant for conflict in found("evidence")] == [bare]


def test_a_writer_nobody_covers() -> None:
    track = analysed_track(label="Dun")
    work("Song", ("Ana", "GEMA", 60), ("Bo", "STIM", 40), ("House", "GEMA", 0), track=track)
    active_grant(scope_kind="society", scope_value="gema", side="work", territories_in=["DE"])

    def left(territory: str = "DE") -> list[str]:
        return [share.writer for share in uncovered_writers(territory, 10)]

    assert left() == ["Bo"]
    assert left("US") == ["Ana", "Bo"]
    active_grant(scope_kind="publisher", scope_value="BO", side="work")
    assert (left(), left("US")) == ([], ["Ana"])
    active_grant(scope_kind="label", scope_value="dun", side="work", territories_in=["US"])
    assert left("US") == []


def test_a_look_is_taken_again_only_when_something_changed() -> None:
    assert conflicts_refresh_if_changed() is not None
    assert conflicts_refresh_if_changed() is None
    grant = active_grant(**PAPER)
    grant_set_status(grant=grant, status="suspended", why="open invoice")
    assert conflicts_refresh_if_changed() is not None


def test_the_page(viewer, signed_in, django_assert_max_num_queries) -> None:
    client: Client = signed_in(viewer)
    address = reverse("desk:conflicts")
    assert "No grants contradict" in client.get(address).content.decode()
    track = analysed_track()
    active_grant(track, licensor="Dun", territories_out=["EU"], valid_until=None, **PAPER)
    soon = timezone.now().date() + timedelta(days=3)
    active_grant(track, licensor="Dun", valid_until=soon, **PAPER)
    work("Song", ("Ana", "", 100), track=analysed_track())
    conflicts_refresh()
    page = client.get(address, {"kind": "terms"}).content.decode()
    assert "Dun" in page
    assert "One excludes" in page
    with django_assert_max_num_queries(9):
        page = client.get(address, {"kind": "writers", "territory": "FR"}).content.decode()
    assert "Ana" in page
