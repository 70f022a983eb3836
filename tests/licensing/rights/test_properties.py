"""What holds of every decision, tried on generated tracks and uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from licensing.rights.rules import GrantFacts, TrackFacts, Use, decide
from tests.licensing.rights import strategies

Change = Callable[[tuple[GrantFacts, ...]], tuple[GrantFacts, ...]]


def changed(track: TrackFacts, change: Change) -> TrackFacts:
    """The track with all its grants changed, those of its shares as well."""
    works = tuple(
        replace(
            work, shares=tuple(replace(each, grants=change(each.grants)) for each in work.shares)
        )
        for work in track.works
    )
    return replace(track, grants=change(track.grants), works=works)


@given(strategies.tracks, strategies.uses, st.data())
def test_removing_a_grant_never_clears(track: TrackFacts, use: Use, data: st.DataObject) -> None:
    fewer = changed(
        track, lambda grants: tuple(grant for grant in grants if data.draw(st.booleans()))
    )
    assert decide(track, use).allowed or not decide(fewer, use).allowed


@given(strategies.tracks, strategies.uses, st.data())
def test_widening_a_grant_never_blocks(track: TrackFacts, use: Use, data: st.DataObject) -> None:
    widened = changed(
        track, lambda grants: tuple(data.draw(st.sampled_from(wider(grant))) for grant in grants)
    )
    assert decide(widened, use).allowed or not decide(track, use).allowed


def wider(grant: GrantFacts) -> list[GrantFacts]:
    return [
        grant,
        replace(grant, territories_in=(*grant.territories_in, "EU")),
        replace(grant, territories_out=()),
        replace(grant, premises=("*",)),
        replace(grant, max_floor_area=None, max_locations=None),
        replace(grant, valid_until=None),
        replace(grant, valid_from=None),
        replace(grant, side="both"),
        replace(grant, status="active"),
        replace(grant, offline=True, promotion=True, interactive=True),
        replace(grant, rights=strategies.ALL_RIGHTS),
        replace(grant, basis="open_licence"),
    ]


@given(strategies.tracks, strategies.uses)
def test_the_order_of_grants_and_works_does_not_matter(track: TrackFacts, use: Use) -> None:
    turned = changed(replace(track, works=track.works[::-1]), lambda grants: grants[::-1])
    here, there = decide(track, use), decide(turned, use)
    assert here.allowed == there.allowed
    assert set(here.reasons) == set(there.reasons)
    assert set(here.grant_ids) == set(there.grant_ids)


@given(strategies.tracks, st.lists(strategies.uses, min_size=2, max_size=4))
def test_what_was_asked_before_does_not_matter(track: TrackFacts, asked: list[Use]) -> None:
    forward = [decide(track, use) for use in asked]
    assert [decide(track, use) for use in reversed(asked)] == forward[::-1]


@given(strategies.tracks, strategies.uses)
def test_every_decision_speaks_both_languages(track: TrackFacts, use: Use) -> None:
    decision = decide(track, use)
    assert decision.reasons
    for reason in decision.reasons:
        for language in ("en", "zh"):
            assert reason.say(language)
            assert bool(reason.remedy(language)) is not decision.allowed
