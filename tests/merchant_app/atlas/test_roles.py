"""Who may open what of the map: every named address × every kind of person."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from licensing.catalogue.models import Track
from merchant_app.atlas import urls
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.stores.models import Store
from tests.merchant_app.music_on_disk import grant_for, track_with_audio

pytestmark = pytest.mark.django_db

PEOPLE = ("anonymous", "colleague", "owner", "outsider", "editor", "operator")
#: No map was drawn, so what tells of single points is not there for the shop's own people either.
PAGE = dict(zip(PEOPLE, (302, 200, 200, 404, 403, 403), strict=True))
POINT = {**PAGE, "colleague": 404, "owner": 404}
SAY = {**PAGE, "colleague": 302, "owner": 302}
TABLE = {
    "map": ("get", [], PAGE),
    "card": ("get", [], PAGE),
    "points": ("get", ["key"], POINT),
    "track": ("get", ["track"], POINT),
    "more": ("post", ["track"], SAY),
}


@pytest.fixture
def world(store: Store) -> dict[str, object]:
    track: Track = track_with_audio("A")
    grant_for(track)
    playlist = Playlist.objects.create(store=store, name="Day", version_number=1)
    version = PlaylistVersion.objects.create(playlist=playlist, number=1, origin="match")
    PlaylistItem.objects.create(version=version, position=1, track=track)
    return {"playlist": playlist.pk, "track": track.pk, "key": "abc"}


def test_every_address_is_in_the_table() -> None:
    assert {url.name for url in urls.urlpatterns} == set(TABLE)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", TABLE)
def test_who_gets_which_answer(request, signed_in, world, name: str, who: str) -> None:
    method, held, answers = TABLE[name]
    client = Client() if who == "anonymous" else signed_in(request.getfixturevalue(who))
    address = reverse(f"atlas:{name}", args=[world["playlist"], *(world[each] for each in held)])
    answer = getattr(client, method)(address)
    assert answer.status_code == answers[who], answer.content[:300]
