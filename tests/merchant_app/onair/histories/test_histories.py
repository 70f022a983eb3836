"""Thousands of made-up histories: rights end and return, shops move, lists go on air, songs play.

Whatever the order, nothing uncleared is ever in a manifest, behind a media address, or counted as
a covered play; and one sweep after a right ended no list on air holds its track.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection, transaction

from licensing.catalogue.indexing import index_refresh
from licensing.catalogue.models import AudioAsset, Track
from licensing.works.models import RecordedWork, Share, Work
from matching.evaluation.synthetic import synthetic_catalogue
from matching.retrieval.query import Query
from matching.services import profile_store
from merchant_app.accounts.models import Organisation, User
from merchant_app.onair.models import PlayerDevice
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.stores.models import Store
from tests.matching.synthetic import profile_of
from tests.merchant_app.onair.histories.oracle import Plain
from tests.merchant_app.onair.histories.rights_events import BEGIN
from tests.merchant_app.onair.histories.running import a_world, run
from tests.merchant_app.onair.histories.world import World

TRACKS = 7
LISTED = 3
EVENTS = 6
FAST, BLOCK, BLOCKS = 100, 100, 100
#: Rows that were rolled back are cleared away this often, or every history is slower than the last.
TIDY_EVERY = 25
#: Track number → the shares of its work: (name, society, percent).
WORKS = {
    5: [("Ann", "GEMA", 50.0), ("Ben", "PRS", 50.0)],
    6: [("Ann", "GEMA", 60.0), ("Nobody", "", 20.0)],
}


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(BEGIN, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def base(store: Store, owner: User, clock: time_machine.Coordinates) -> World:
    """The catalogue, the shop, its player and a playlist with two versions."""
    plain = Plain(
        shop={
            "territory": store.territory,
            "timezone": store.timezone,
            "premises_type": store.premises_type,
            "floor_area_m2": None,
            "activities": [],
        }
    )
    tracks = [_track(number, plain) for number in range(TRACKS)]
    index_refresh()
    store.explicit_choice = Store.Explicit.ALLOW
    store.save()
    playlist = Playlist.objects.create(
        store=store, name="Day", length=LISTED, query=Query().to_json(), version_number=2
    )
    for number in (1, 2):
        version = PlaylistVersion.objects.create(playlist=playlist, number=number, origin="match")
        PlaylistItem.objects.bulk_create(
            PlaylistItem(version=version, position=place, track=tracks[place * 2 - number])
            for place in range(1, LISTED + 1)
        )
    device = PlayerDevice.objects.create(store=store, name="Counter")
    other = Organisation.objects.create(name="Another merchant")
    second = Store.objects.create(organisation=other, name="Second", territory="DE")
    return World(store, second, playlist, device, plain, random.Random(0), clock)


def _track(number: int, plain: Plain) -> Track:
    made_up = synthetic_catalogue(TRACKS, seed=5)
    sha256 = hashlib.sha256(f"history {number}".encode()).hexdigest()
    profile = profile_store(sha256=sha256, profile=profile_of(made_up, number))
    asset = AudioAsset.objects.create(
        sha256=sha256, file="x.ogg", bytes=1, original_name="x.ogg", profile=profile
    )
    facts = {
        "label": "Blue Note Street" if number in (0, 1) else "",
        "release": "Morning" if number in (2, 3) else "",
    }
    track = Track.objects.create(title=f"T{number}", asset=asset, duration_s=180.0, **facts)
    works = []
    if number in WORKS:
        work = Work.objects.create(title=f"W{number}")
        RecordedWork.objects.create(track=track, work=work)
        for name, society, percent in WORKS[number]:
            Share.objects.create(work=work, name=name, society=society, percent=percent)
        works = [WORKS[number]]
    plain.tracks[track.pk] = {
        **facts,
        "release_icpn": "",
        "withdrawn": False,
        "quality_hold": False,
        "merged_into": None,
        "works": works,
    }
    return track


def histories(base: World, seeds: range, clock: time_machine.Coordinates) -> None:
    """Each history in a transaction of its own that leaves nothing behind."""
    for seed in seeds:
        with transaction.atomic():
            world = a_world(base, seed, clock)
            try:
                run(world, EVENTS)
            except Exception as error:
                said = "\n".join(world.told)
                raise AssertionError(f"history {seed}: {error!r} after\n{said}") from error
            transaction.set_rollback(True)
        if not connection.in_atomic_block and seed % TIDY_EVERY == 0:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM")


@pytest.mark.django_db
def test_a_hundred_histories(base: World, clock: time_machine.Coordinates) -> None:
    histories(base, range(FAST), clock)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("block", range(BLOCKS))
def test_ten_thousand_histories(base: World, clock: time_machine.Coordinates, block: int) -> None:
    histories(base, range(FAST + block * BLOCK, FAST + (block + 1) * BLOCK), clock)
