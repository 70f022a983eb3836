"""Stored profiles come back as they were; the snapshot in a process follows the database."""

from __future__ import annotations

import numpy as np
import pytest

from matching.models import IndexVersion, Profile
from matching.selectors import current_snapshot, profile_load
from matching.services import IndexRow, index_build, profile_store
from tests.licensing.profiles import profile

pytestmark = pytest.mark.django_db(transaction=True)


def build(*seeds: int) -> IndexVersion:
    rows = [
        IndexRow(
            id=100 + seed,
            profile_id=profile_store(sha256=f"{seed:064x}", profile=profile(seed)).pk,
            artist=f"Artist {seed}",
        )
        for seed in seeds
    ]
    return index_build(rows=rows, fingerprint=" ".join(map(str, seeds)))


def test_a_profile_comes_back_as_it_was() -> None:
    stored = profile_store(sha256="a" * 64, profile=profile(1))
    again = profile_load("a" * 64)
    assert again is not None
    assert again.pack() == profile(1).pack()
    assert stored.facets["energy"] == 0.5
    assert profile_load("b" * 64) is None


def test_storing_again_replaces() -> None:
    first = profile_store(sha256="a" * 64, profile=profile(1))
    second = profile_store(sha256="a" * 64, profile=profile(2))
    assert first.pk == second.pk
    assert Profile.objects.count() == 1
    assert bytes(Profile.objects.get().vectors) == profile(2).pack()


def test_the_snapshot_holds_the_rows_in_order_of_id() -> None:
    build(3, 1, 2)
    snapshot = current_snapshot(fresh=True)
    assert snapshot.ids.tolist() == [101, 102, 103]
    np.testing.assert_array_equal(snapshot.style[2], profile(3).style)
    assert len(set(snapshot.artists.tolist())) == 3


def test_a_new_version_is_seen_when_asked_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.selectors.RECHECK_S", 3600.0)  # however slow the machine is
    build(1)
    held = current_snapshot(fresh=True)
    assert current_snapshot() is held
    build(1, 2)
    assert current_snapshot() is held  # asked again only after a while
    assert current_snapshot(fresh=True).ids.tolist() == [101, 102]


def test_a_held_snapshot_outlives_its_folder() -> None:
    build(1)
    held = current_snapshot(fresh=True)
    for count in range(2, 5):
        build(*range(1, count + 1))
    assert held.style[0, 0] == profile(1).style[0]
    assert IndexVersion.objects.count() == 2
