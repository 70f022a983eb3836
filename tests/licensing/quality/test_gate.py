"""What is wrong with a track's sound keeps it from playing until somebody who listened says so."""

from __future__ import annotations

import pytest

from licensing.catalogue.models import Quality, Track
from licensing.history.models import Change
from licensing.history.services import acting
from licensing.quality.selectors import HELD, PASSED, POOR, track_findings, tracks_by_quality
from licensing.quality.services import findings_store, length_state, quality_judge, quality_refresh
from licensing.quality.words import finding_in_words, findings_in_words
from licensing.rights.selectors import cleared_track_ids, decision_for
from matching.audio.quality import BLOCKING, HINTS
from tests.licensing.rows import active_grant, analysed_track, use

pytestmark = pytest.mark.django_db

CLIPPED = {"code": "clipped", "params": {"share": 0.2, "spans": [[1.0, 2.0]]}}
MONO = {"code": "one_channel", "params": {}}


@pytest.fixture
def track() -> Track:
    track = analysed_track(title="Song", duration_s=30.0)
    active_grant(track)
    return track


def plays(track: Track) -> bool:
    answer = decision_for(track.pk, use()).allowed
    assert (track.pk in cleared_track_ids(use()).tolist()) == answer
    return answer


def test_a_blocking_finding_holds_a_track_and_says_so(track: Track) -> None:
    assert plays(track)
    findings_store(track.asset, [CLIPPED])
    assert not plays(track)
    assert [reason.code for reason in decision_for(track.pk, use()).reasons] == ["quality"]
    change = Change.objects.get(action="hold_for_quality")
    assert change.subject_id == track.pk
    assert change.after == {"quality_hold": True, "findings": ["clipped"]}
    findings_store(track.asset, [])
    assert plays(track)


def test_a_hint_holds_nothing(track: Track) -> None:
    findings_store(track.asset, [MONO])
    assert plays(track)


def test_an_editors_ear_overrules_what_was_measured(track: Track, editor) -> None:
    findings_store(track.asset, [CLIPPED])
    with acting(editor):
        quality_judge(track, Quality.FINE, "It is meant like that.")
    assert plays(track)
    change = Change.objects.get(action="judge_quality")
    assert change.actor == editor
    assert change.after["quality_note"] == "It is meant like that."
    findings_store(track.asset, [CLIPPED, MONO])
    assert plays(track)
    quality_judge(track, "")
    assert not plays(track)


def test_not_good_enough_holds_without_any_finding(track: Track) -> None:
    quality_judge(track, Quality.POOR, "hiss")
    assert not plays(track)
    quality_refresh(track)
    assert not plays(track)
    with pytest.raises(ValueError, match="no verdict"):
        quality_judge(track, "splendid")


def test_a_wrong_length_holds_whenever_it_is_stated(track: Track) -> None:
    length_state(track, 180.0, "sheet")
    assert plays(track)  # nobody looked into the audio yet
    findings_store(track.asset, [])
    assert not plays(track)
    fresh = Track.objects.select_related("asset", "stated_length").get(pk=track.pk)
    assert track_findings(fresh)[0]["code"] == "wrong_length"
    length_state(track, 31.0, "sheet")
    assert plays(track)
    with pytest.raises(ValueError, match="no length"):
        length_state(track, -1.0)


def test_the_lists_of_the_desk(track: Track) -> None:
    fine, poor = analysed_track(title="Fine"), analysed_track(title="Poor")
    for one in (track, fine):
        findings_store(one.asset, [CLIPPED])
    quality_judge(fine, Quality.FINE)
    quality_judge(poor, Quality.POOR)
    for which, listed in ((HELD, track), (PASSED, fine), (POOR, poor)):
        assert [one.pk for one in tracks_by_quality(which)] == [listed.pk]


def test_every_finding_has_words_in_both_languages() -> None:
    for code in BLOCKING | HINTS:
        finding = {
            "code": code,
            "params": {
                "share": 0.2, "seconds": 7.0, "stated_s": 60, "lufs": -40.0, "bandwidth_hz": 4000,
                "packets": 5,
            },
        }  # fmt: skip
        english, chinese = (finding_in_words(finding, language) for language in ("en", "zh-hans"))
        assert english.say != chinese.say
        assert "{" not in english.say + chinese.say + english.remedy + chinese.remedy
        assert english.blocking == (code in BLOCKING)
    assert findings_in_words(None, "en") == []
    assert findings_in_words([{"code": "new_one"}], "en")
