"""The pure decision, term by term, and its properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.rights import words
from licensing.rights.rules import GrantFacts, TrackFacts, Use, decide
from licensing.rights.sentences import SENTENCES
from tests.licensing.rights import strategies

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
IN_BERLIN = Use("DE", "cafe", 80.0, NOON, "Europe/Berlin")
FITS = GrantFacts(id=7)


def codes(track: TrackFacts, use: Use = IN_BERLIN) -> list[str]:
    return [reason.code for reason in decide(track, use).reasons]


def with_grant(**terms: object) -> TrackFacts:
    return TrackFacts(1, (replace(FITS, **terms),))


def test_a_grant_of_both_sides_clears() -> None:
    decision = decide(TrackFacts(1, (FITS,)), IN_BERLIN)
    assert decision.allowed
    assert decision.grant_ids == (7,)
    assert [reason.code for reason in decision.reasons] == ["covered"]


def test_two_grants_clear_one_side_each() -> None:
    sides = (GrantFacts(1, side="recording"), GrantFacts(2, side="work"))
    assert decide(TrackFacts(1, sides), IN_BERLIN).grant_ids == (1, 2)
    assert codes(TrackFacts(1, sides[:1])) == ["side_missing"]


@pytest.mark.parametrize(
    ("track", "expected"),
    [
        (TrackFacts(1), "no_grant"),
        (with_grant(rights=("reproduction",)), "right_missing"),
        (TrackFacts(1, (FITS,), withdrawn=True), "withdrawn"),
        (TrackFacts(1, (FITS,), has_audio=False), "no_audio"),
        (TrackFacts(1, (FITS,), analysed=False), "not_analysed"),
        (with_grant(status="verified"), "status"),
        (with_grant(valid_from=date(2026, 6, 16)), "not_yet"),
        (with_grant(valid_until=date(2026, 6, 14)), "expired"),
        (with_grant(territories_in=("US",)), "territory"),
        (with_grant(territories_in=()), "territory"),
        (with_grant(territories_out=("EU",)), "territory_excluded"),
        (with_grant(premises=("bar",)), "premises"),
        (with_grant(max_floor_area=79), "floor_area"),
    ],
)
def test_what_is_missing_is_the_reason(track: TrackFacts, expected: str) -> None:
    assert codes(track) == [expected]


def test_an_unknown_area_does_not_pass_a_limit() -> None:
    anywhere = replace(IN_BERLIN, floor_area=None)
    assert codes(with_grant(max_floor_area=500), anywhere) == ["floor_area_unknown"]
    assert codes(with_grant(max_floor_area=None), anywhere) == ["covered"]


def test_channels_ask_for_their_own_permission() -> None:
    assert codes(with_grant(), replace(IN_BERLIN, channel="offline")) == ["offline"]
    assert codes(with_grant(), replace(IN_BERLIN, channel="promotion")) == ["promotion"]
    assert codes(with_grant(interactive=False)) == ["interactive"]
    unattended = replace(IN_BERLIN, interactive=False)
    assert codes(with_grant(interactive=False), unattended) == ["covered"]


def test_groups_hold_their_members() -> None:
    european = with_grant(territories_in=("EEA",))
    assert codes(european) == ["covered"]
    assert codes(european, replace(IN_BERLIN, territory="NO")) == ["covered"]
    assert codes(european, replace(IN_BERLIN, territory="CH")) == ["territory"]


@pytest.mark.parametrize(
    ("timezone", "last_second"),
    [
        ("Europe/Berlin", datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 7, 1, 6, 59, 59, tzinfo=UTC)),
        ("Asia/Shanghai", datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_grant_ends_at_midnight_in_the_store(timezone: str, last_second: datetime) -> None:
    track = with_grant(valid_until=date(2026, 6, 30))
    at = replace(IN_BERLIN, timezone=timezone, moment=last_second)
    after = replace(at, moment=datetime.fromtimestamp(last_second.timestamp() + 1, tz=UTC))
    assert codes(track, at) == ["covered"]
    assert codes(track, after) == ["expired"]


def test_a_use_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        replace(IN_BERLIN, moment=datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="no time zone"):
        replace(IN_BERLIN, timezone="Mars/Olympus")
    with pytest.raises(ValueError, match="no channel"):
        replace(IN_BERLIN, channel="karaoke")


@given(strategies.tracks, strategies.uses, st.data())
def test_removing_a_grant_never_clears(track: TrackFacts, use: Use, data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.sampled_from(track.grants)) if track.grants else st.just([]))
    fewer = replace(track, grants=tuple(dict.fromkeys(kept)))
    assert decide(track, use).allowed or not decide(fewer, use).allowed


@given(strategies.tracks, strategies.uses, st.data())
def test_widening_a_grant_never_blocks(track: TrackFacts, use: Use, data: st.DataObject) -> None:
    widened = replace(
        track, grants=tuple(data.draw(st.sampled_from(wider(grant))) for grant in track.grants)
    )
    assert decide(widened, use).allowed or not decide(track, use).allowed


def wider(grant: GrantFacts) -> list[GrantFacts]:
    return [
        grant,
        replace(grant, territories_in=(*grant.territories_in, "EU")),
        replace(grant, territories_out=()),
        replace(grant, premises=("*",)),
        replace(grant, max_floor_area=None),
        replace(grant, valid_until=None),
        replace(grant, valid_from=None),
        replace(grant, side="both"),
        replace(grant, status="active"),
        replace(grant, offline=True, promotion=True, interactive=True),
    ]


@given(strategies.tracks, strategies.uses)
def test_the_order_of_grants_does_not_matter(track: TrackFacts, use: Use) -> None:
    turned = replace(track, grants=track.grants[::-1])
    assert decide(track, use) == decide(turned, use)


@given(strategies.tracks, strategies.uses)
def test_every_decision_speaks_both_languages(track: TrackFacts, use: Use) -> None:
    decision = decide(track, use)
    assert decision.reasons
    for reason in decision.reasons:
        for language in ("en", "zh"):
            assert reason.say(language)
            assert bool(reason.remedy(language)) is not decision.allowed


def test_every_word_of_the_sentences_exists_in_both_languages() -> None:
    assert all(set(sentence) == {"en", "zh"} for sentence in SENTENCES.values())
    tables = (words.PREMISES, words.STATUSES, words.RIGHTS, words.BASES, words.ACTIVITIES)
    assert all(len(names) == 2 for table in tables for names in table.values())
