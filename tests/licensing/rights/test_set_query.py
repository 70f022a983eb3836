"""The set query and the decision agree on generated catalogues."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from licensing.rights.clearances import cleared_track_ids, computed_track_ids
from licensing.rights.rules import TrackFacts, Use
from licensing.rights.selectors import decision_for, decisions_for
from licensing.works.models import RecordedWork, Share, Work
from tests.licensing.rights import strategies
from tests.licensing.rights.stored import stored
from tests.licensing.rows import active_grant, analysed_track, use

pytestmark = pytest.mark.django_db


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(strategies.tracks, min_size=1, max_size=5),
    st.lists(strategies.uses, min_size=3, max_size=3),
)
def test_the_set_query_agrees_with_the_decision(
    catalogue: list[TrackFacts], asked: list[Use]
) -> None:
    with transaction.atomic():
        for facts in catalogue:
            stored(facts)
        everything = list(Track.objects.values_list("pk", flat=True))
        answers = []
        for each in asked:
            decided = decisions_for(everything, each)
            allowed = {pk for pk, decision in decided.items() if decision.allowed}
            answers.append((set(computed_track_ids(each, plainly=True).tolist()), allowed))
            answers.append((set(cleared_track_ids(each).tolist()), allowed))
        transaction.set_rollback(True)
    for cleared, allowed in answers:
        assert cleared == allowed


def song(*shares: tuple[str, str, str], **fields: object) -> Track:
    """A track with a granted recording and one work: (name, society, percent) of each share."""
    track = analysed_track(**fields)
    active_grant(track, side="recording")
    work = Work.objects.create(title="Song")
    RecordedWork.objects.create(track=track, work=work)
    for name, society, percent in shares:
        Share.objects.create(work=work, name=name, society=society, percent=percent)
    return track


def test_one_uncovered_co_writer_keeps_the_song_out() -> None:
    track = song(("Ann", "GEMA", "50"), ("Bo", "PRS", "50"))
    active_grant(scope_kind="society", scope_value="gema", side="work")
    assert cleared_track_ids(use()).tolist() == []
    reason = decision_for(track.pk, use()).reasons[0]
    assert reason.code == "share_uncovered"
    assert "Bo (PRS) holds 50 % of “Song”" in reason.say("en")
    assert "Bo（PRS）持有《Song》50%" in reason.say("zh")
    active_grant(scope_kind="publisher", scope_value="BO", side="work")
    assert cleared_track_ids(use()).tolist() == [track.pk]
    assert decision_for(track.pk, use()).allowed


def test_an_empty_value_is_no_scope() -> None:
    song(("Ann", "", "100"), label="", release="")
    for kind in (kind for kind in Grant.Scope.values if kind not in ("tracks", "catalogue")):
        active_grant(scope_kind=kind, scope_value="")
    assert cleared_track_ids(use()).tolist() == []


def test_a_listed_track_counts_only_for_grants_of_listed_tracks() -> None:
    track = analysed_track(label="Blue")
    active_grant(track, scope_kind="label", scope_value="Red")
    assert cleared_track_ids(use()).tolist() == []
    assert not decision_for(track.pk, use()).allowed


def test_a_duplicate_and_a_poor_sound_do_not_play() -> None:
    kept = analysed_track()
    merged, poor = analysed_track(merged_into=kept), analysed_track(quality_hold=True)
    active_grant(kept, merged, poor)
    assert cleared_track_ids(use()).tolist() == [kept.pk]
    assert [decision_for(track.pk, use()).reasons[0].code for track in (merged, poor)] == [
        "merged", "quality",
    ]  # fmt: skip
