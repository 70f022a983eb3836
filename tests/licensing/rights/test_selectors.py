"""The set query and the decision read the same rows and agree."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from licensing.licences.models import Grant, GrantTrack
from licensing.rights.licence_words import licence_in_words, licences_for
from licensing.rights.premises import Premises
from licensing.rights.selectors import (
    cleared_track_ids,
    decision_for,
    explain_exclusions,
)
from licensing.rights.words import PREMISES, STATUSES
from tests.licensing.rows import active_grant, analysed_track, use

pytestmark = pytest.mark.django_db


def test_deleting_the_grant_row_takes_the_track_away() -> None:
    track, other = analysed_track(), analysed_track()
    grant = active_grant(track)
    active_grant(other)
    assert cleared_track_ids(use()).tolist() == [track.pk, other.pk]
    grant.delete()
    assert cleared_track_ids(use()).tolist() == [other.pk]
    assert [reason.code for reason in decision_for(track.pk, use()).reasons] == ["no_grant"]


def test_taking_the_track_out_of_the_scope_is_enough() -> None:
    track = analysed_track()
    grant = active_grant(track)
    GrantTrack.objects.filter(grant=grant, track=track).delete()
    assert cleared_track_ids(use()).tolist() == []


def test_expiry_to_the_second_in_the_store() -> None:
    track = analysed_track()
    active_grant(track, valid_until=date(2026, 6, 30))
    last = use(moment=datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC))
    over = use(moment=datetime(2026, 6, 30, 22, 0, 0, tzinfo=UTC))
    assert cleared_track_ids(last).tolist() == [track.pk]
    assert cleared_track_ids(over).tolist() == []
    in_london = use(moment=over.moment, timezone="Europe/London")
    assert cleared_track_ids(in_london).tolist() == [track.pk]


def test_an_unknown_track_is_not_allowed() -> None:
    assert not decision_for(10**12, use()).allowed


def test_exclusions_are_counted_by_reason() -> None:
    for status in ("revoked", "expired"):
        active_grant(analysed_track(), status=status)
    active_grant(analysed_track(), territories_in=["US"])
    active_grant(analysed_track())
    analysed_track()
    assert explain_exclusions(use()) == {"status": 2, "territory": 1, "no_grant": 1}


def test_the_licence_in_words() -> None:
    track = analysed_track(attribution="Song by Somebody")
    active_grant(
        track, side="recording", licence_name="CC BY 4.0", basis="open_licence",
        attribution_required=True, licence_url="https://creativecommons.org/licenses/by/4.0/",
    )  # fmt: skip
    active_grant(track, side="work", licensor="A society", valid_until=date(2026, 12, 31))
    english = licence_in_words(track.pk, use(), "en")
    assert "Germany" in english["summary"]
    assert "31 Dec 2026" in english["summary"]
    assert english["licensor"] == "A licensor, A society"
    assert english["attribution"] == "Song by Somebody"
    assert english["until"] == "2026-12-31"
    assert len(english["grant_ids"]) == 2
    chinese = licence_in_words(track.pk, use(), "zh-hans")
    assert "德国" in chinese["summary"]
    assert "2026年12月31日" in chinese["summary"]


def test_a_refusal_in_words_says_why() -> None:
    track = analysed_track()
    active_grant(track, territories_in=["US"])
    words = licence_in_words(track.pk, use(), "en")
    assert not words["allowed"]
    assert "Germany is not in the grant's territory" in words["summary"]


def test_queries_do_not_grow_with_tracks(django_assert_num_queries) -> None:
    tracks = [analysed_track() for _ in range(3)]
    active_grant(*tracks)
    with django_assert_num_queries(5):
        licences_for([tracks[0].pk], use())
    with django_assert_num_queries(5):
        licences_for([track.pk for track in tracks], use())
    cleared_track_ids(use())
    with django_assert_num_queries(1):
        cleared_track_ids(use())


def test_the_words_cover_what_can_be_stored() -> None:
    assert set(Premises.values) | {"*"} == set(PREMISES)
    assert set(Grant.Status.values) - {"active"} == set(STATUSES)
