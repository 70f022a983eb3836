"""A playlist made before the audio model changed goes on after the switch, and after going back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from licensing.catalogue.indexing import index_switch
from matching.models import Profile
from matching.profile.track import TrackProfile
from matching.retrieval.query import Query
from matching.selectors import current_snapshot, live_version
from matching.services import profile_store
from merchant_app.briefs.models import BriefInput, Seed
from merchant_app.playlists.models import Playlist
from tests.merchant_app.briefs import files
from tests.merchant_app.conftest import work

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "other-windows-1"


def hear_all_again(*, but_for: set[str]) -> None:
    """As if another model, with vectors of 64 numbers, had heard everything that is kept."""
    mixing = np.random.default_rng(3).normal(size=(64, 400)).astype(np.float32)

    def narrow(vector: np.ndarray) -> np.ndarray:
        found = mixing @ vector
        return (found / np.linalg.norm(found)).astype(np.float32)

    for stored in list(Profile.objects.exclude(sha256__in=but_for)):
        heard = TrackProfile.unpack(bytes(stored.vectors))
        names = ("style", "spread", "intro", "outro")
        vectors = {name: narrow(getattr(heard, name)) for name in names}
        profile_store(sha256=stored.sha256, profile=replace(heard, analyser=OTHER, **vectors))


def song(number: int) -> SimpleUploadedFile:
    sound = files.sound(6, kind="FLAC", hertz=150.0 * number)
    return SimpleUploadedFile(f"song {number}.flac", sound)


@pytest.fixture
def playlist(api, cafe) -> Playlist:
    """From words and two songs that the owner sent."""
    sent = api.post(
        f"/api/v1/stores/{cafe.pk}/briefs/",
        {"description": "calm acoustic guitar", "seed_audio": [song(1), song(2)], "length": 6},
        format="multipart",
    )
    assert sent.status_code == 202, sent.content
    work()
    return Playlist.objects.get(brief=sent.json()["id"])


def next_round(api, playlist: Playlist) -> Query:
    listed = playlist.versions.get(number=playlist.version_number).items.order_by("position")
    answer = api.post(
        f"/api/v1/playlists/{playlist.pk}/feedback/",
        {"accept": [listed[0].track_id]},
        format="json",
    )
    assert answer.status_code in (200, 201), answer.content
    playlist.refresh_from_db()
    return Query.from_json(playlist.query)


def test_songs_that_were_heard_again_count_as_before(api, cafe, playlist: Playlist) -> None:
    before = Query.from_json(playlist.query)
    assert before.space.startswith("musicnn-")
    tastes = [part for part in before.components if part.key.startswith("seed:")]
    assert len(tastes) == 2
    old = live_version()
    hear_all_again(but_for=set())
    index_switch(OTHER, "")
    assert current_snapshot(fresh=True).style.shape[1] == 64
    assert {seed.profile.analyser for seed in Seed.objects.all()} == {OTHER}
    after = next_round(api, playlist)
    assert (after.space, after.lost) == ("other-1", ())
    assert [part.key for part in after.components] == [part.key for part in before.components]
    assert [part.weight for part in after.components] == [p.weight for p in before.components]
    assert all(
        len(part.vectors["members"]) == 64
        for part in after.components
        if part.key.startswith("seed:")
    )
    index_switch(old.analyser, old.audio_model)
    back = next_round(api, playlist)
    for then, now in zip(before.components, back.components, strict=True):
        for name, vector in then.vectors.items():
            np.testing.assert_array_equal(now.vectors[name], vector)


def test_a_song_that_is_gone_keeps_its_measurements_and_it_is_said(
    api, page, cafe, playlist: Playlist
) -> None:
    lost = set(BriefInput.objects.filter(kind="audio").values_list("sha256", flat=True))
    assert len(lost) == 2
    hear_all_again(but_for=lost)
    index_switch(OTHER, "")
    after = next_round(api, playlist)
    assert set(after.lost) == {"song 1", "song 2"}
    assert not any(part.key.startswith("seed:") for part in after.components)
    said = {source for part in after.components for source in part.sources}
    assert said & {"seed:song 1", "seed:song 2"}
    shown = page().get(f"/playlists/{playlist.pk}/").text
    assert "could not be heard again" in shown
    assert "song 1" in shown
