"""Clicks: each on record once with what was shown, taken back, and never lost."""

from __future__ import annotations

import pytest
from django.utils import timezone

from merchant_app.accounts.models import Membership
from merchant_app.playlists.models import Playlist, PlaylistVersion, Verdict
from merchant_app.playlists.problems import PlaylistProblem
from merchant_app.playlists.services.feedback import (
    Said,
    StaleVersion,
    feedback_give,
    verdict_save,
)
from merchant_app.playlists.services.playlists import playlist_duplicate
from merchant_app.playlists.services.undoing import feedback_undo

pytestmark = pytest.mark.django_db


def rows(playlist: Playlist) -> list[tuple[int, str]]:
    return list(playlist.verdicts.order_by("pk").values_list("track_id", "kind"))


def test_a_verdict_keeps_what_its_person_was_shown(playlist, listed, owner) -> None:
    feedback_give(playlist=playlist, user=owner, said=[Said(listed[2], "accept", "one", 8200)])
    second = playlist.versions.get(number=2)
    shown = second.items.get(track=listed[2])
    feedback_give(playlist=playlist, user=owner, said=[Said(listed[2], "less", "two")], version=2)
    first, changed = playlist.verdicts.order_by("pk")
    assert (first.version_number, first.round_number, first.position) == (1, 1, 3)
    assert (first.heard_ms, first.shown_with, first.guess) == (8200, 1.0, False)
    assert first.brief_number == playlist.brief_id
    assert set(first.made_with) == {"analyser", "snapshot", "learner"}
    assert all(first.made_with.values())
    assert (changed.version_number, changed.round_number) == (2, 2)
    assert (changed.position, changed.chance) == (shown.position, shown.chance)


def test_the_same_again_is_no_news_and_a_changed_mind_is(
    playlist, listed, owner, colleague
) -> None:
    def say(user, kind: str, click: str = "") -> int:
        said = [Said(listed[0], kind, click)]
        return len(verdict_save(playlist=playlist, user=user, said=said))

    assert say(owner, "accept", "a") == 1
    assert say(owner, "accept", "a") == 0  # the same click, sent twice
    assert say(owner, "accept", "b") == 0  # the same opinion
    assert say(owner, "reject", "c") == 1
    assert say(owner, "accept", "a") == 0  # an old request that comes late changes nothing
    assert say(colleague, "accept") == 1
    assert say(owner, "reject", "d") == 1  # said before, but a colleague saw it otherwise since
    with pytest.raises(PlaylistProblem) as refused:
        say(colleague, "reject", "d")
    assert refused.value.code == "click_reused"
    assert rows(playlist) == [
        (listed[0], kind) for kind in ("accept", "reject", "accept", "reject")
    ]


def test_what_was_saved_counts_in_the_next_round(playlist, listed, owner) -> None:
    verdict_save(playlist=playlist, user=owner, said=[Said(listed[0], "reject")], version=1)
    assert playlist.versions.count() == 1
    made = feedback_give(playlist=playlist, user=owner, round=True, version=1)
    assert made.number == 2
    assert not made.items.filter(track=listed[0]).exists()
    with pytest.raises(PlaylistProblem) as refused:
        feedback_give(playlist=playlist, user=owner, round=True)
    assert refused.value.code == "nothing_said"


def test_skips_alone_make_a_version_only_when_asked(playlist, listed, owner) -> None:
    said = [Said(listed[0], "skip"), Said(listed[1], "skip")]
    assert feedback_give(playlist=playlist, user=owner, said=said).number == 1
    assert feedback_give(playlist=playlist, user=owner, said=said, round=True).number == 2
    assert len(rows(playlist)) == 2


def test_of_a_sequence_the_last_word_counts(playlist, listed, owner) -> None:
    said = [Said(listed[0], "accept"), Said(listed[0], "reject")]
    made = feedback_give(playlist=playlist, user=owner, said=said)
    assert rows(playlist) == [(listed[0], "accept"), (listed[0], "reject")]
    assert not made.items.filter(track=listed[0]).exists()


def test_an_undo_gives_the_list_that_was_there_before(playlist, listed, owner) -> None:
    before = feedback_give(playlist=playlist, user=owner, accept=[listed[0]], reject=[listed[1]])
    feedback_give(playlist=playlist, user=owner, reject=[listed[2]])
    back = feedback_undo(playlist=playlist, user=owner)
    assert (back.origin, back.number) == (PlaylistVersion.Origin.UNDO, 4)
    assert list(back.items.values_list("track_id")) == list(before.items.values_list("track_id"))
    assert list(back.wishes) == list(before.wishes)
    assert len(rows(playlist)) == 3  # taken back, not forgotten


def test_an_undo_before_the_next_round_makes_no_version(playlist, listed, owner) -> None:
    verdict_save(playlist=playlist, user=owner, said=[Said(listed[0], "reject")])
    assert feedback_undo(playlist=playlist, user=owner, track=listed[0]).number == 1
    with pytest.raises(PlaylistProblem) as refused:
        feedback_undo(playlist=playlist, user=owner)
    assert refused.value.code == "nothing_to_undo"


def test_a_double_click_on_undo_takes_one_back(playlist, listed, owner) -> None:
    feedback_give(playlist=playlist, user=owner, accept=listed[:2])
    for _ in range(2):
        assert feedback_undo(playlist=playlist, user=owner, idempotency_key="u").number == 3
    assert playlist.verdicts.filter(undone_at=None).count() == 1
    with pytest.raises(StaleVersion):
        feedback_undo(playlist=playlist, user=owner, version=2)


def test_only_who_manages_takes_back_what_others_said(
    playlist, listed, owner, colleague, organisation
) -> None:
    feedback_give(playlist=playlist, user=owner, accept=[listed[0]])
    for track in (None, listed[0]):
        with pytest.raises(PlaylistProblem):
            feedback_undo(playlist=playlist, user=colleague, track=track)
    Membership.objects.filter(user=colleague).update(role=Membership.Role.MANAGER)
    assert feedback_undo(playlist=playlist, user=colleague, track=listed[0]).number == 3
    assert playlist.verdicts.get().undone_at <= timezone.now()


def test_a_copy_starts_from_what_was_said_and_says_nothing_twice(playlist, listed, owner) -> None:
    feedback_give(playlist=playlist, user=owner, said=[Said(listed[0], "reject", "one")])
    copy = playlist_duplicate(playlist=playlist, user=owner)
    (row,) = copy.verdicts.all()
    assert row.made_with["copy_of"] == playlist.verdicts.get().pk
    with pytest.raises(PlaylistProblem):  # the copy knows of it already
        feedback_give(playlist=copy, user=owner, round=True)
    assert Verdict.objects.filter(made_with__has_key="copy_of").count() == 1
