"""The index follows the catalogue, does nothing when nothing changed, and keeps two versions."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from licensing.catalogue.indexing import index_refresh, index_switch
from licensing.catalogue.models import Track
from licensing.catalogue.services import track_update, track_withdraw
from matching.models import IndexVersion
from matching.retrieval.compose import compose
from matching.retrieval.recommend import recommend
from matching.retrieval.wording import say_reasons
from matching.selectors import current_snapshot
from matching.services import profile_store
from tests.licensing.profiles import profile, track
from tests.matching.synthetic import band, understood

pytestmark = pytest.mark.django_db(transaction=True)


def ids() -> list[int]:
    return current_snapshot(fresh=True).ids.tolist()


def test_an_empty_catalogue_has_an_empty_snapshot() -> None:
    assert index_refresh() is None
    assert len(current_snapshot(fresh=True)) == 0


def test_uncleared_and_demonstration_tracks_are_indexed_withdrawn_ones_are_not() -> None:
    first, second = track(1), track(2, demonstration=True)
    index_refresh()
    assert ids() == [first.pk, second.pk]
    track_withdraw(track=first, withdrawn=True)
    index_refresh()
    assert ids() == [second.pk]


def test_nothing_changed_is_no_work() -> None:
    track(1)
    version = index_refresh()
    assert index_refresh() == version
    assert IndexVersion.objects.count() == 1


def test_two_versions_are_kept(settings: object) -> None:
    for seed in range(1, 5):
        track(seed)
        index_refresh()
    assert list(IndexVersion.objects.values_list("number", flat=True)) == [4, 3]
    assert IndexVersion.objects.get(active=True).number == 4
    folders = [path.name for path in Path(settings.SNAPSHOT_DIR).iterdir()]  # type: ignore[attr-defined]
    assert sorted(folders) == sorted(IndexVersion.objects.values_list("folder", flat=True))


def test_a_lost_folder_is_built_again(settings: object) -> None:
    kept = track(1)
    index_refresh()
    shutil.rmtree(settings.SNAPSHOT_DIR)  # type: ignore[attr-defined]
    index_refresh()
    assert ids() == [kept.pk]


def test_profiles_of_another_analyser_change_nothing_until_it_is_switched_to() -> None:
    tracks = [track(seed) for seed in range(1, 4)]
    before = index_refresh()
    for seed in (1, 2):
        profile_store(sha256=f"{seed:064x}", profile=replace(profile(seed), analyser="test-2"))
    assert index_refresh() == before
    assert ids() == [each.pk for each in tracks]
    switched = index_switch("test-2", "other")
    assert switched is not None
    assert (switched.analyser, switched.audio_model) == ("test-2", "other")
    assert ids() == [tracks[0].pk, tracks[1].pk]
    assert index_refresh() == switched


def test_the_last_version_of_the_analyser_before_is_kept() -> None:
    for seed in (1, 2):
        track(seed)
        index_refresh()
    for seed in (1, 2):
        profile_store(sha256=f"{seed:064x}", profile=replace(profile(seed), analyser="test-2"))
    index_switch("test-2", "")
    for seed in range(3, 6):
        track(seed)
        profile_store(sha256=f"{seed:064x}", profile=replace(profile(seed), analyser="test-2"))
        index_refresh()
    kept = list(IndexVersion.objects.values_list("number", "analyser"))
    assert kept == [(6, "test-2"), (5, "test-2"), (2, "test-1")]


def test_a_fuller_hearing_in_the_same_style_space_is_searchable_at_once() -> None:
    for seed in (1, 2):
        track(seed)
    profile_store(sha256=f"{1:064x}", profile=replace(profile(1), analyser="model-windows-1"))
    index_switch("model-windows-1", "")
    assert len(ids()) == 1
    profile_store(sha256=f"{2:064x}", profile=replace(profile(2), analyser="model-full-1"))
    index_refresh()
    assert len(ids()) == 2


def test_a_changed_artist_reaches_the_index() -> None:
    changed = track(1)
    before = index_refresh()
    Track.objects.filter(pk=changed.pk).update(artist="Known now")
    after = index_refresh()
    assert before is not None
    assert after is not None
    assert after.number == before.number + 1
    assert current_snapshot(fresh=True).artists[0] != 0


def test_a_song_known_as_sung_is_not_offered_as_instrumental() -> None:
    """The analysis heard the same little singing in all; an editor knows better about one."""
    tracks = [track(seed, vocal="no") for seed in range(1, 7)]
    before = index_refresh()
    track_update(track=tracks[2], facts={"vocal": "yes"})
    after = index_refresh()
    assert before is not None
    assert after is not None
    assert after.number == before.number + 1
    snapshot = current_snapshot(fresh=True)
    query = compose([understood({"no vocals": 0.9}, (band("vocal", 0.0, 0.2),))])
    listed = recommend(snapshot, query, allowed_ids=snapshot.ids, length=6)
    by_fit = sorted(listed.items, key=lambda item: -item.score)
    assert by_fit[-1].id == tracks[2].pk
    said = " ".join(say_reasons(by_fit[-1].reasons, "en"))
    assert "instrumental" not in said
    assert "without vocals" not in said
