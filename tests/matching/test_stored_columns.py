"""A new version reads from the database only what the version before does not hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.index.columns import SnapshotProblem, column_path
from matching.models import IndexVersion, Profile
from matching.selectors import current_snapshot
from matching.services import IndexRow, index_build, profile_store
from tests.licensing.profiles import profile

pytestmark = pytest.mark.django_db(transaction=True)


def row(seed: int, **changed: object) -> IndexRow:
    stored = Profile.objects.filter(sha256=f"{seed:064x}").first()
    if stored is None:
        stored = profile_store(sha256=f"{seed:064x}", profile=profile(seed))
    return replace(IndexRow(100 + seed, stored.pk, f"Artist {seed}", None, 30.0), **changed)


def profiles_read(rows: list[IndexRow]) -> set[int]:
    """Builds a version and says of which profiles the vectors were fetched."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        index_build(rows=rows, fingerprint=str(len(queries)))
    said = [query["sql"] for query in queries if '"vectors"' in query["sql"]]
    return {each.profile_id for each in rows if any(str(each.profile_id) in sql.partition(" IN ")[2]
                                                   for sql in said)}  # fmt: skip


def folder(version: IndexVersion, settings: object) -> Path:
    return Path(settings.SNAPSHOT_DIR) / version.folder  # type: ignore[attr-defined]


def test_added_tracks_go_behind_the_same_files(settings: object) -> None:
    old = [row(2), row(1)]
    assert profiles_read(old) == {each.profile_id for each in old}
    new = [row(3), row(4)]
    assert profiles_read(old + new) == {each.profile_id for each in new}
    one, two = IndexVersion.objects.order_by("number")
    style = [column_path(folder(each, settings), "style") for each in (one, two)]
    assert style[0].samefile(style[1])
    snapshot = current_snapshot(fresh=True)
    assert snapshot.ids.tolist() == [101, 102, 103, 104]
    for place in range(4):
        np.testing.assert_array_equal(snapshot.style[place], profile(place + 1).style)


def test_changed_removed_and_inserted_tracks_are_told_apart() -> None:
    rows = [row(1), row(2), row(4), row(5)]
    profiles_read(rows)
    profile_store(sha256=f"{4:064x}", profile=replace(profile(40), duration_s=31.0))
    sung, anew, inserted = row(2, voice=1.0), row(4, duration_s=31.0), row(3)
    changed = [sung, anew, inserted]
    assert profiles_read([row(1), *changed]) == {each.profile_id for each in changed}
    snapshot = current_snapshot(fresh=True)
    assert snapshot.ids.tolist() == [101, 102, 103, 104]
    for place, seed in enumerate((1, 2, 3, 40)):
        np.testing.assert_array_equal(snapshot.style[place], profile(seed).style)
    assert snapshot.facets[1].max() == 1.0  # known to be sung
    assert snapshot.facets[0].max() == 0.5


def test_a_damaged_or_lost_version_is_not_built_upon(settings: object) -> None:
    rows = [row(1), row(2)]
    profiles_read(rows)
    column_path(folder(IndexVersion.objects.get(), settings), "style").unlink()
    assert profiles_read([*rows, row(3)]) == {each.profile_id for each in [*rows, row(3)]}
    assert len(current_snapshot(fresh=True)) == 3


def test_folders_that_the_database_does_not_know_go_with_the_next_build(settings: object) -> None:
    base = Path(settings.SNAPSHOT_DIR)  # type: ignore[attr-defined]
    profiles_read([row(1)])
    killed = base / "000002-0123abcd"
    killed.mkdir()
    (base / "something-else").mkdir()
    profiles_read([row(1), row(2)])
    assert not killed.exists()
    assert (base / "something-else").exists()


def test_profiles_of_another_analyser_are_refused_and_the_old_version_stays() -> None:
    profiles_read([row(1)])
    other = profile_store(sha256="f" * 64, profile=profile(9, analyser="other-1"))
    with pytest.raises(SnapshotProblem, match="several analysers"):
        index_build(rows=[row(1), IndexRow(900, other.pk, "")], fingerprint="x")
    assert current_snapshot(fresh=True).ids.tolist() == [101]
    assert IndexVersion.objects.get().active
