"""Kept clearances: true after any change, to the second, and beside unfinished transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, connections, transaction

from licensing.catalogue.models import AudioAsset, Track
from licensing.licences.models import Grant, GrantTrack
from licensing.rights.clearable import clearable_refresh
from licensing.rights.clearances import change_token, cleared_track_ids, computed_track_ids
from licensing.rights.models import Clearance, RightsChange, StaleMark
from licensing.works.models import RecordedWork, Share, Work
from tests.licensing.rows import active_grant, analysed_track, use


def cleared(**fields: object) -> list[int]:
    return cleared_track_ids(use(**fields)).tolist()


@pytest.mark.django_db
def test_every_change_of_what_a_decision_reads_is_seen() -> None:
    track = analysed_track(label="Blue", release="Songs", release_icpn="1234567890128")
    recording = active_grant(track, side="recording")
    work = Work.objects.create(title="Song")
    link = RecordedWork.objects.create(track=track, work=work)
    share = Share.objects.create(work=work, name="Ann", society="GEMA", percent=100)
    active_grant(scope_kind="society", scope_value="gema", side="work")
    assert cleared() == [track.pk]

    tracks, shares = Track.objects.filter(pk=track.pk), Share.objects.filter(pk=share.pk)
    grants, assets = Grant.objects, AudioAsset.objects.filter(pk=track.asset_id)
    there_and_back: list[tuple[Callable[[], object], Callable[[], object]]] = [
        (lambda: tracks.update(withdrawn=True), lambda: tracks.update(withdrawn=False)),
        (lambda: tracks.update(quality_hold=True), lambda: tracks.update(quality_hold=False)),
        (lambda: assets.update(profile=None), lambda: assets.update(profile=track.asset.profile)),
        (lambda: shares.update(society="PRS"), lambda: shares.update(society="GEMA")),
        (lambda: shares.update(percent=60), lambda: shares.update(percent=100)),
        (lambda: grants.update(status="suspended"), lambda: grants.update(status="active")),
        (
            lambda: GrantTrack.objects.all().delete(),
            lambda: GrantTrack.objects.create(grant=recording, track=track),
        ),
        (
            lambda: RecordedWork.objects.all().delete(),
            lambda: RecordedWork.objects.create(track=track, work=work),
        ),
    ]
    for there, back in there_and_back:
        there()
        assert cleared() == []
        back()
        assert cleared() == [track.pk]
    grants.filter(pk=recording.pk).update(scope_kind="label", scope_value="blue")
    assert cleared() == [track.pk]
    tracks.update(label="Red")
    assert cleared() == []
    assert link.pk


@pytest.mark.django_db
def test_what_no_decision_reads_leaves_the_clearance_alone() -> None:
    track = analysed_track()
    grant = active_grant(track)
    assert cleared() == [track.pk]
    before = change_token()
    track.title = "Another title"
    track.save()
    grant.evidence = "A letter"
    grant.save()
    assert change_token() == before
    assert Clearance.objects.filter(token=before).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 22, tzinfo=UTC)),  # the day of 23 hours
        ("Europe/Berlin", datetime(2026, 10, 25, 23, tzinfo=UTC)),  # the day of 25
        ("America/Los_Angeles", datetime(2026, 11, 2, 8, tzinfo=UTC)),
        ("Asia/Shanghai", datetime(2026, 6, 30, 16, tzinfo=UTC)),
    ],
)
def test_a_kept_answer_ends_to_the_second_in_the_store(zone: str, midnight: datetime) -> None:
    last_day = use(timezone=zone, moment=midnight - timedelta(seconds=1)).day
    track, other = analysed_track(), analysed_track()
    active_grant(track, valid_until=last_day)
    active_grant(other, valid_from=last_day + timedelta(days=1))
    for _again in range(2):
        assert cleared(timezone=zone, moment=midnight - timedelta(seconds=1)) == [track.pk]
        assert cleared(timezone=zone, moment=midnight) == [other.pk]
    assert Clearance.objects.filter(token=change_token()).count() == 2


@pytest.mark.django_db
def test_areas_and_days_between_the_same_limits_share_an_answer() -> None:
    small, any_size = analysed_track(), analysed_track()
    active_grant(small, max_floor_area_m2=100, valid_until=date(2026, 6, 20))
    active_grant(any_size)
    assert cleared(floor_area=40) == cleared(floor_area=100) == [small.pk, any_size.pk]
    later = datetime(2026, 6, 20, 12, tzinfo=UTC)
    assert cleared(floor_area=60, moment=later) == [small.pk, any_size.pk]
    assert Clearance.objects.count() == 1
    assert cleared(floor_area=100.5) == cleared(floor_area=None) == [any_size.pk]
    assert Clearance.objects.count() == 2


@pytest.mark.django_db
def test_many_changes_are_merged_without_changing_their_sum() -> None:
    RightsChange.objects.bulk_create(RightsChange(amount=1) for _ in range(2100))
    before = change_token()
    cleared()
    assert RightsChange.objects.count() == 1
    assert change_token() == before


@contextmanager
def elsewhere() -> Iterator[None]:
    """Inside, the ORM speaks over a second connection."""
    second = connections.create_connection("default")
    first = connections["default"]
    connections["default"] = second
    try:
        yield
    finally:
        second.close()
        connections["default"] = first


@pytest.mark.django_db(transaction=True)
def test_a_change_counts_when_it_is_committed_and_not_before() -> None:
    track, other = analysed_track(), analysed_track()
    grant = active_grant(track)
    active_grant(other)
    assert cleared() == [track.pk, other.pk]
    with transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(status="revoked")
        assert cleared() == [other.pk]  # and keeps it, unseen by others
        with elsewhere():
            assert cleared() == [track.pk, other.pk]
            third = analysed_track()
            active_grant(third)
            assert cleared() == [track.pk, other.pk, third.pk]
        assert cleared() == [other.pk, third.pk]
    assert cleared() == [other.pk, third.pk]
    with elsewhere():
        assert cleared() == [other.pk, third.pk]


@pytest.mark.django_db(transaction=True)
def test_shares_written_side_by_side_make_a_whole_work() -> None:
    track = analysed_track()
    active_grant(track, side="recording")
    active_grant(scope_kind="society", scope_value="GEMA", side="work")
    work = Work.objects.create(title="Song")
    RecordedWork.objects.create(track=track, work=work)
    clearable_refresh()
    with transaction.atomic():
        Share.objects.create(work=work, name="Ann", society="GEMA", percent=50)
        with elsewhere():
            Share.objects.create(work=work, name="Bo", society="GEMA", percent=50)
            assert cleared() == []
    assert cleared() == [track.pk]


@pytest.mark.django_db(transaction=True)
def test_while_another_refreshes_the_marked_tracks_are_read_anew() -> None:
    clearable_refresh()
    track = analysed_track(label="Blue")
    active_grant(scope_kind="label", scope_value="BLUE")
    with transaction.atomic():
        clearable_refresh()  # holds the lock, and what it wrote is not seen yet
        with elsewhere():
            assert cleared() == [track.pk]
            Track.objects.filter(pk=track.pk).update(label="Red")
            assert cleared() == []
    assert StaleMark.objects.filter(row_id=track.pk).exists()
    assert cleared() == computed_track_ids(use(), plainly=True).tolist() == []
    assert connection.vendor == "postgresql"
