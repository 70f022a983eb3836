"""What clears music needs two people; what stops it needs one, and a reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from licensing.history.models import Change
from licensing.history.services import acting
from licensing.licences.amendments import amendment_approve, amendment_of, amendment_reject
from licensing.licences.models import Amendment, Grant
from licensing.licences.problems import GrantProblem
from licensing.licences.services import (
    grant_add_tracks,
    grant_create,
    grant_delete,
    grant_remove_track,
    grant_set_status,
    grant_update,
)
from licensing.rights.selectors import cleared_track_ids
from tests.licensing.rows import analysed_track, use

pytestmark = pytest.mark.django_db


@pytest.fixture
def track():
    return analysed_track(title="Morning")


@pytest.fixture
def other():
    return analysed_track(title="Evening")


def written(by: Any, *tracks: Any, **terms: Any) -> Grant:
    terms = {"licensor": "A label", "evidence_file": ContentFile(b"%PDF signed", "c.pdf"), **terms}
    with acting(by):
        return grant_create(track_ids=[track.pk for track in tracks], **terms)


def step(grant: Grant, by: Any, status: str, why: str = "") -> Grant:
    with acting(by):
        return grant_set_status(grant=grant, status=status, why=why)


@pytest.fixture
def grant(editor, approver, track) -> Grant:
    """In force: written by the editor, verified and activated by the approver."""
    made = written(editor, track)
    step(made, approver, "verified")
    return step(made, approver, "active")


def cleared() -> list[int]:
    return cleared_track_ids(use()).tolist()


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> None:
    with pytest.raises(GrantProblem) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code


def test_a_person_writes_drafts_whatever_status_they_name(editor, track) -> None:
    made = written(editor, track, status="active")
    assert (made.status, made.created_by) == ("drafted", editor)
    assert cleared() == []


def test_the_writer_cannot_verify_and_neither_can_who_changed_it(
    approver, admin, editor, track
) -> None:
    made = written(approver, track)
    refused("two_persons", step, made, approver, "verified")
    with acting(admin):
        grant_update(grant=made, terms={"offline": True})
    refused("two_persons", step, made, admin, "verified")
    assert cleared() == []
    other_approver = type(approver).objects.create_user("b@example.com", desk_role="approver")
    step(made, other_approver, "verified")
    assert (made.verified_by, made.verified_at is not None) == (other_approver, True)
    assert cleared() == []
    step(made, approver, "active")
    assert cleared() == [track.pk]


def test_steps_keep_their_order(editor, approver, track) -> None:
    made = written(editor, track)
    refused("not_from_here", step, made, approver, "active")
    refused("no_such_status", step, made, approver, "immortal")
    step(made, approver, "verified")
    refused("reason_missing", step, made, approver, "drafted")
    step(made, approver, "drafted", "page 3 is missing")
    assert made.verified_by is None
    step(made, approver, "revoked", "never signed")
    refused("not_from_here", step, made, approver, "verified")
    refused("ended", lambda: _change(made, editor, offline=True))


def _change(grant: Grant, by: Any, **terms: Any) -> None:
    with acting(by):
        grant_update(grant=grant, terms=terms)


def test_one_person_stops_at_once_and_says_why(grant, approver, track) -> None:
    refused("reason_missing", step, grant, approver, "suspended")
    refused("reason_missing", step, grant, approver, "revoked", "  ")
    assert cleared() == [track.pk]
    step(grant, approver, "suspended", "the invoice is open")
    assert (cleared(), grant.status_reason) == ([], "the invoice is open")
    step(grant, approver, "active")
    assert cleared() == [track.pk]
    step(grant, approver, "revoked", "the label took it back")
    assert cleared() == []
    last = Change.objects.latest("pk")
    assert (last.action, last.why, last.before, last.after, last.actor) == (
        "grant.status", "the label took it back", {"status": "active"}, {"status": "revoked"},
        approver,
    )  # fmt: skip


def test_no_evidence_no_trust(editor, approver, track, settings) -> None:
    bare = written(editor, track, evidence_file="", evidence="a phone call")
    refused("evidence_missing", step, bare, approver, "verified")
    with pytest.raises(ValidationError, match="0 bytes"):
        written(editor, track, evidence_file=ContentFile(b"", "empty.pdf"))
    kept = written(editor, track)
    path = Path(settings.MEDIA_ROOT) / kept.evidence_file.name
    path.write_bytes(b"something else")
    refused("evidence_changed", step, kept, approver, "verified")
    path.write_bytes(b"")
    refused("evidence_empty", step, kept, approver, "verified")
    path.unlink()
    refused("evidence_gone", step, kept, approver, "verified")
    address = "https://creativecommons.org/licenses/by/4.0/"
    opened = written(editor, track, basis="open_licence", licence_url=address, evidence_file="")
    assert step(opened, approver, "verified").status == "verified"
    refused("covers_nothing", step, written(editor), approver, "verified")


def test_a_change_of_a_grant_in_force_waits(grant, editor, approver, admin, track, other) -> None:
    _change(grant, editor, valid_until=date(2030, 1, 1), territories_in=["DE"])
    with acting(editor):
        assert grant_add_tracks(grant=grant, track_ids=[track.pk, other.pk]) == 1
    assert (grant.valid_until, grant.status, cleared()) == (None, "active", [track.pk])
    waiting = amendment_of(grant)
    assert waiting.terms == {"valid_until": "2030-01-01", "territories_in": ["DE"]}
    with acting(editor):
        refused("two_persons", amendment_approve, amendment=waiting)
    with acting(approver):
        amendment_approve(amendment=waiting)
        refused("amendment_decided", amendment_approve, amendment=waiting)
    grant.refresh_from_db()
    assert (grant.valid_until, grant.territories_in) == (date(2030, 1, 1), ["DE"])
    assert (cleared(), grant.verified_by) == ([track.pk, other.pk], approver)
    last = Change.objects.latest("pk")
    assert last.before == {"valid_until": None, "territories_in": ["*"]}
    assert last.after["tracks_added"] == [other.pk]


def test_a_change_is_turned_down_or_undone(grant, editor, approver, track) -> None:
    _change(grant, editor, offline=True)
    with acting(approver):
        refused("reason_missing", amendment_reject, amendment=amendment_of(grant), why="")
        amendment_reject(amendment=amendment_of(grant), why="not in the contract")
    assert Amendment.objects.get().state == "rejected"
    _change(grant, editor, offline=True)
    _change(grant, editor, offline=False)
    assert amendment_of(grant) is None
    _change(grant, editor, offline=False)
    assert Amendment.objects.count() == 2
    _change(grant, editor, offline=True)
    step(grant, approver, "revoked", "over")
    assert amendment_of(grant) is None


def test_taking_a_track_out_needs_nobody_else(grant, editor, track) -> None:
    with acting(editor):
        grant_remove_track(grant=grant, track_id=track.pk)
    assert cleared() == []
    assert Change.objects.latest("pk").before == {"tracks_removed": [track.pk]}


def test_changing_a_verified_grant_makes_it_a_draft(editor, approver, track, other) -> None:
    made = written(editor, track)
    step(made, approver, "verified")
    _change(made, editor, licensor="A label")
    assert made.status == "verified"
    _change(made, editor, promotion=True)
    assert (made.status, made.verified_by) == ("drafted", None)
    step(made, approver, "verified")
    with acting(editor):
        grant_add_tracks(grant=made, track_ids=[other.pk])
    assert made.status == "drafted"


def test_the_system_acts_alone_and_on_record(track) -> None:
    made = grant_create(track_ids=[track.pk], licensor="Loader", status="active")
    assert cleared() == [track.pk]
    change = Change.objects.get(action="grant.create")
    assert (change.actor, change.actor_name) == (None, "")
    assert (change.after["tracks_added"], change.after["status"]) == ([track.pk], "active")
    grant_update(grant=made, terms={"territories_in": ["US"]})
    assert cleared() == []


def test_a_scope_says_which_and_lists_no_tracks(editor, track) -> None:
    with pytest.raises(ValidationError, match="which one"):
        written(editor, scope_kind="label")
    society = written(editor, scope_kind="society", scope_value=" GEMA ")
    assert (society.side, society.scope_value) == ("work", "GEMA")
    with acting(editor):
        refused("scope_not_tracks", grant_add_tracks, grant=society, track_ids=[track.pk])
    draft = written(editor, track)
    _change(draft, editor, scope_kind="catalogue")
    assert not draft.scope.exists()
    assert Change.objects.latest("pk").after["tracks_removed"] == [track.pk]


def test_only_drafts_are_deleted(grant, editor, track) -> None:
    refused("in_force", grant_delete, grant=grant)
    with acting(editor):
        grant_delete(grant=written(editor, track), why="written twice")
    assert Change.objects.latest("pk").action == "grant.delete"
