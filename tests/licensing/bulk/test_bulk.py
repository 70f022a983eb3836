"""Edits of many tracks: done as one step, undone as one, leaving what others changed since."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from licensing.bulk import services
from licensing.bulk.changes import Changes, changes_of
from licensing.bulk.models import BulkEdit
from licensing.bulk.services import BulkProblem, bulk_start, bulk_undo
from licensing.catalogue.models import Track
from licensing.catalogue.services import track_set_tags, track_update
from licensing.history.models import Change
from licensing.licences.models import Grant
from tests.licensing.audio import work_off
from tests.licensing.rows import active_grant, analysed_track

pytestmark = pytest.mark.django_db

CHANGES = {
    "facts": {"label": "Blue Hour", "language": "", "vocal": "no"},
    "tags_added": ["Evening"],
    "tags_removed": ["loud"],
    "withdrawn": True,
    "verdict": "poor",
}


@pytest.fixture
def tracks() -> list[Track]:
    made = [analysed_track(label="Old", language="de", title=f"T{n}") for n in range(4)]
    track_set_tags(track=made[0], tags=["loud", "calm"])
    return made


def facts(track: Track) -> tuple[object, ...]:
    track.refresh_from_db()
    tags = sorted(track.tags.values_list("tag", flat=True))
    return (
        track.label, track.language, track.vocal, track.withdrawn, track.quality_verdict,
        track.quality_hold, tags,
    )  # fmt: skip


def test_one_step_there_and_back(tracks: list[Track], editor) -> None:
    before = [facts(track) for track in tracks]
    edit = bulk_start(
        track_ids=[track.pk for track in tracks], changes=changes_of(CHANGES), by=editor
    )
    assert edit.state == BulkEdit.State.DONE
    assert facts(tracks[0]) == ("Blue Hour", "", "no", True, "poor", True, ["calm", "evening"])
    change = Change.objects.filter(action="track.bulk", subject_id=tracks[0].pk).get()
    assert change.actor == editor
    assert (change.before["label"], change.after["label"]) == ("Old", "Blue Hour")
    undone = bulk_undo(edit=edit, by=editor)
    assert undone.state == BulkEdit.State.UNDONE
    assert [facts(track) for track in tracks] == before
    with pytest.raises(BulkProblem):
        bulk_undo(edit=edit, by=editor)


def test_undoing_leaves_what_was_changed_since(tracks: list[Track], editor) -> None:
    edit = bulk_start(
        track_ids=[track.pk for track in tracks], changes=changes_of(CHANGES), by=editor
    )
    track_update(track=tracks[0], facts={"label": "Mine"})
    track_set_tags(track=tracks[0], tags=["calm", "mine"])
    bulk_undo(edit=edit, by=editor)
    assert facts(tracks[0])[0] == "Mine"
    assert facts(tracks[0])[-1] == ["calm", "loud", "mine"]
    assert facts(tracks[1])[0] == "Old"
    left = {row.track_id: row.left for row in edit.rows.all() if row.left}
    assert left == {tracks[0].pk: ["label", "tags"]}


def test_what_is_as_wanted_already_has_no_row(tracks: list[Track], editor) -> None:
    changes = changes_of({"facts": {"label": "Old"}, "tags_added": ["calm"]})
    edit = bulk_start(track_ids=[track.pk for track in tracks], changes=changes, by=editor)
    assert edit.rows.count() == 3
    assert not edit.rows.filter(track_id=tracks[0].pk).exists()


def test_many_are_a_job_that_goes_on(tracks: list[Track], editor, monkeypatch) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 2)
    edit = bulk_start(
        track_ids=[track.pk for track in tracks], changes=changes_of(CHANGES), by=editor
    )
    assert edit.state == BulkEdit.State.WAITING
    assert work_off() == ["done"]
    edit.refresh_from_db()
    assert (edit.state, edit.share, edit.rows.count()) == (BulkEdit.State.DONE, 1.0, 4)
    bulk_undo(edit=edit, by=editor)
    assert work_off() == ["done"]
    assert facts(tracks[3])[0] == "Old"


def test_tracks_come_under_a_grant_and_leave_it_again(tracks: list[Track], editor) -> None:
    grant = active_grant(tracks[0], status=Grant.Status.DRAFTED)
    ids = [track.pk for track in tracks]
    edit = bulk_start(track_ids=ids, changes=Changes(grant=grant.pk), by=editor)
    assert grant.scope.count() == 4
    bulk_undo(edit=edit, by=editor)
    assert list(grant.scope.values_list("track_id", flat=True)) == [tracks[0].pk]


def test_a_grant_that_covers_a_label_takes_no_tracks(tracks: list[Track], editor) -> None:
    grant = active_grant(scope_kind="label", scope_value="Old", status=Grant.Status.DRAFTED)
    with pytest.raises(BulkProblem, match="label"):
        bulk_start(track_ids=[tracks[0].pk], changes=Changes(grant=grant.pk), by=editor)
    assert not BulkEdit.objects.exists()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"facts": {"title": "Same"}}, "title"),
        ({"facts": {"vocal": "perhaps"}}, "vocal"),
        ({"facts": {"released_on": "31.02.2026"}}, "released_on"),
        ({"facts": {"label": "x" * 300}}, "label"),
        ({"verdict": "great"}, "verdict"),
    ],
)
def test_what_no_track_can_have_is_refused(asked: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        changes_of(asked)
    assert field in refused.value.message_dict
