"""The pure decision, term by term."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from licensing.rights import words
from licensing.rights.exclusions import WORDS, exclusion_in_words
from licensing.rights.rules import GrantFacts, TrackFacts, Use, decide
from licensing.rights.sentences import SENTENCES
from licensing.rights.shares import ShareFacts, WorkFacts

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
IN_BERLIN = Use("DE", "cafe", 80.0, NOON, "Europe/Berlin")
IN_LONDON = Use("GB", "cafe", 80.0, NOON, "Europe/London")
IN_BOSTON = Use("US", "cafe", 80.0, NOON, "America/New_York")
FITS = GrantFacts(id=7)
BOTH_RIGHTS = ("public_performance", "reproduction")


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
        (TrackFacts(1, (FITS,), merged=True), "merged"),
        (TrackFacts(1, (FITS,), has_audio=False), "no_audio"),
        (TrackFacts(1, (FITS,), analysed=False), "not_analysed"),
        (TrackFacts(1, (FITS,), quality_hold=True), "quality"),
        (with_grant(status="verified"), "status"),
        (with_grant(valid_from=date(2026, 6, 16)), "not_yet"),
        (with_grant(valid_until=date(2026, 6, 14)), "expired"),
        (with_grant(territories_in=("US",)), "territory"),
        (with_grant(territories_in=()), "territory"),
        (with_grant(territories_out=("EU",)), "territory_excluded"),
        (with_grant(premises=("bar",)), "premises"),
        (with_grant(max_floor_area=79), "floor_area"),
        (with_grant(max_locations=0), "locations"),
    ],
)
def test_what_is_missing_is_the_reason(track: TrackFacts, expected: str) -> None:
    assert codes(track) == [expected]


def test_what_is_not_known_does_not_pass_a_limit() -> None:
    unknown = replace(IN_BERLIN, floor_area=None, locations=None)
    assert codes(with_grant(max_floor_area=500), unknown) == ["floor_area_unknown"]
    assert codes(with_grant(max_locations=500), unknown) == ["locations_unknown"]
    assert codes(with_grant(), unknown) == ["covered"]
    assert codes(with_grant(max_floor_area=80, max_locations=1)) == ["covered"]


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


def test_what_the_country_asks_for_beside_performance_must_be_granted() -> None:
    assert codes(with_grant(), IN_LONDON) == ["right_required"]
    assert codes(with_grant(rights=BOTH_RIGHTS), IN_LONDON) == ["covered"]
    reason = decide(with_grant(), IN_LONDON).reasons[0]
    assert "United Kingdom" in reason.say("en")
    assert "reproduction for the recording and the work" in reason.say("en")
    assert "复制权" in reason.say("zh")
    only_recording = GrantFacts(8, side="recording", rights=("reproduction",))
    assert codes(TrackFacts(1, (FITS, only_recording)), IN_BOSTON) == ["covered"]
    assert decide(TrackFacts(1, (FITS, only_recording)), IN_BOSTON).grant_ids == (7, 8)


def test_an_open_licence_or_the_public_domain_leaves_nothing_to_be_licensed() -> None:
    for basis in ("open_licence", "public_domain"):
        assert codes(with_grant(basis=basis), IN_LONDON) == ["covered"]
        assert codes(with_grant(basis=basis, rights=()), IN_LONDON) == ["covered"]
        assert codes(with_grant(basis=basis, side="work"), IN_LONDON) == ["side_missing"]


def test_a_blanket_licence_leaves_out_what_the_country_says() -> None:
    blanket = with_grant(basis="blanket", rights=BOTH_RIGHTS)
    karaoke = replace(IN_BOSTON, activities=frozenset({"karaoke", "dj"}))
    assert codes(blanket, IN_BOSTON) == ["covered"]
    assert codes(blanket, karaoke) == ["activity"]
    assert "a DJ or karaoke" in decide(blanket, karaoke).reasons[0].say("en")
    assert codes(with_grant(rights=BOTH_RIGHTS), karaoke) == ["covered"]
    assert codes(blanket, replace(karaoke, territory="DE")) == ["covered"]


def written(*shares: tuple[str, int | str, tuple[GrantFacts, ...]]) -> TrackFacts:
    """A track with a granted recording and one work with these shares."""
    recording = GrantFacts(1, side="recording", rights=BOTH_RIGHTS)
    held = tuple(
        ShareFacts(name, Decimal(percent), "PRS", grants) for name, percent, grants in shares
    )
    return TrackFacts(1, (recording,), (WorkFacts("Song", held),))


SOCIETY = GrantFacts(2, side="work", rights=BOTH_RIGHTS, basis="blanket")
ENDED = replace(SOCIETY, id=3, valid_until=date(2026, 1, 1))


def test_shares_that_are_all_covered_clear_the_work() -> None:
    track = written(("Ann", 50, (ENDED, SOCIETY)), ("Bo", 50, (SOCIETY,)), ("Cy", 0, ()))
    assert decide(track, IN_BERLIN).grant_ids == (1, 2)
    assert codes(track, IN_LONDON) == ["covered"]
    assert codes(written(*[("Ann", "33.33", (SOCIETY,))] * 3)) == ["covered"]


@pytest.mark.parametrize(
    ("track", "expected"),
    [
        (written(), ["shares_unknown"]),
        (written(("Ann", 0, (SOCIETY,))), ["shares_unknown"]),
        (written(("Ann", 60, (SOCIETY,))), ["shares_incomplete"]),
        (written(("Ann", 50, (SOCIETY,)), ("Bo", 50, ())), ["share_uncovered"]),
        (written(("Ann", 100, (ENDED,))), ["share_uncovered", "expired"]),
        (written(("Ann", 100, (replace(SOCIETY, side="recording"),))), ["share_uncovered"]),
        (written(("Ann", 100, (replace(SOCIETY, rights=()),))), ["share_uncovered"]),
    ],
)
def test_a_share_that_is_not_covered_keeps_the_track_out(
    track: TrackFacts, expected: list[str]
) -> None:
    assert codes(track) == expected
    whole = GrantFacts(9, side="work")
    assert codes(replace(track, grants=(*track.grants, whole))) == ["covered"]


def test_an_uncovered_share_names_writer_society_and_percent() -> None:
    reason = decide(written(("Ann", "62.5000", ()), ("Bo", "37.5", (SOCIETY,))), IN_BERLIN)
    assert "Ann (PRS) holds 62.5 % of “Song”" in reason.reasons[0].say("en")


def test_a_grant_of_a_share_alone_is_no_grant_of_the_recording() -> None:
    track = replace(written(("Ann", 100, (SOCIETY,))), grants=())
    assert codes(track) == ["side_missing"]
    assert codes(replace(written(("Ann", 100, ())), grants=())) == ["no_grant"]


def test_terms_of_a_whole_grant_and_uncovered_shares_are_both_named() -> None:
    ended = GrantFacts(9, side="work", valid_until=date(2026, 1, 1))
    track = written(("Ann", 100, ()))
    assert codes(replace(track, grants=(*track.grants, ended))) == ["expired", "share_uncovered"]


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


def test_every_word_of_the_sentences_exists_in_both_languages() -> None:
    assert all(set(sentence) == {"en", "zh"} for sentence in SENTENCES.values())
    tables = (words.PREMISES, words.STATUSES, words.RIGHTS, words.BASES, words.ACTIVITIES)
    assert all(len(names) == 2 for table in tables for names in table.values())


def test_every_refusal_can_be_counted_in_words() -> None:
    assert set(SENTENCES) - {"covered"} == set(WORDS) - {"store_choice"}
    for code in WORDS:
        assert exclusion_in_words(code, 3) != exclusion_in_words(code, 3, "zh-hans")
