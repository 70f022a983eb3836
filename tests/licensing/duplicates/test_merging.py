"""A merge keeps every grant and every play, and can be undone."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from licensing.catalogue.models import Track
from licensing.duplicates.models import DuplicatePair, Merge
from licensing.duplicates.services import MergeProblem, merge, pair_keep, pair_reopen, unmerge
from licensing.history.models import Change
from licensing.rights.selectors import cleared_track_ids
from licensing.works.models import RecordedWork, Work
from tests.licensing.rows import active_grant, analysed_track, use

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> Track:
    return analysed_track(title="Song", artist="Somebody")


@pytest.fixture
def gone() -> Track:
    return analysed_track(
        title="Song (remaster)", artist="Another", isrc="GBAYE6800011", label="Label",
        explicit="no", released_on="2011-05-06",
    )  # fmt: skip


def grants_of(track: Track) -> list[int]:
    return sorted(track.grants.values_list("pk", flat=True))


def test_grants_works_tags_and_missing_facts_go_over(kept: Track, gone: Track) -> None:
    both = active_grant(kept, gone)
    theirs = active_grant(gone)
    work = Work.objects.create(title="Song")
    RecordedWork.objects.create(track=gone, work=work)
    gone.tags.create(tag="piano")
    assert kept.pk in cleared_track_ids(use()).tolist()
    merge(kept=kept, gone=gone)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert grants_of(kept) == grants_of(gone) == sorted([both.pk, theirs.pk])
    assert list(kept.works.all()) == [work]
    assert [tag.tag for tag in kept.tags.all()] == ["piano"]
    assert (kept.isrc, kept.label, kept.explicit) == ("GBAYE6800011", "Label", "no")
    assert (kept.title, kept.artist) == ("Song", "Somebody")
    assert gone.merged_into == kept
    assert gone.withdrawn
    assert cleared_track_ids(use()).tolist() == [kept.pk]
    assert {change.action for change in Change.objects.all()} >= {"merge_into", "take_over"}


def test_a_merge_can_be_undone(kept: Track, gone: Track) -> None:
    own, theirs = active_grant(kept), active_grant(gone)
    gone.tags.create(tag="piano")
    done = merge(kept=kept, gone=gone)
    Track.objects.filter(pk=kept.pk).update(label="Edited since")
    unmerge(done)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (grants_of(kept), grants_of(gone)) == ([own.pk], [theirs.pk])
    assert not kept.tags.exists()
    assert gone.merged_into is None
    assert not gone.withdrawn
    assert kept.label == "Edited since"
    assert (kept.isrc, kept.explicit, kept.released_on) == ("", "unknown", None)
    with pytest.raises(MergeProblem, match="undone before"):
        unmerge(done)
    assert merge(kept=gone, gone=kept).kept == gone


def test_a_chain_of_merges_names_the_track_that_plays(kept: Track, gone: Track) -> None:
    first = analysed_track(title="First")
    grant = active_grant(first)
    inner = merge(kept=gone, gone=first)
    outer = merge(kept=kept, gone=gone)
    first.refresh_from_db()
    assert first.merged_into == kept
    assert grant.pk in grants_of(kept)
    with pytest.raises(MergeProblem, match="merged itself"):
        unmerge(inner)
    unmerge(outer)
    first.refresh_from_db()
    assert first.merged_into == gone
    unmerge(inner)
    first.refresh_from_db()
    assert first.merged_into is None


def test_what_cannot_be_merged(kept: Track, gone: Track) -> None:
    third = analysed_track(title="Third")
    with pytest.raises(MergeProblem, match="into itself"):
        merge(kept=kept, gone=kept)
    merge(kept=kept, gone=gone)
    for one, other in ((gone, third), (third, gone), (kept, gone)):
        with pytest.raises(MergeProblem, match="meanwhile"):
            merge(kept=one, gone=other)


def test_a_pair_that_is_kept_apart_is_asked_about_no_more(kept: Track, gone: Track, editor) -> None:
    pair = DuplicatePair.objects.create(track_a=kept, track_b=gone, kind="version")
    assert pair_keep(pair).state == "kept"
    assert pair_reopen(pair).state == "open"
    merge(kept=gone, gone=kept)
    pair.refresh_from_db()
    assert pair.state == "merged"
    assert pair_keep(pair).state == "merged"


@pytest.mark.django_db(transaction=True)
def test_merging_while_another_merges_the_other_way() -> None:
    one, two = analysed_track(title="One"), analysed_track(title="Two")
    active_grant(one)
    active_grant(two)
    outcomes: list[str] = []

    def do(kept: Track, gone: Track) -> None:
        try:
            with transaction.atomic():
                merge(kept=kept, gone=gone)
            outcomes.append("done")
        except MergeProblem:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=do, args=pair) for pair in ((one, two), (two, one), (one, two))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused", "refused"]
    assert Merge.objects.count() == 1
    stays = Track.objects.get(merged_into=None)
    assert len(grants_of(stays)) == 2
