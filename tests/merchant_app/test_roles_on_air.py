"""Who may open what of on air and of operations: every named address × every kind of person."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from licensing.catalogue.models import Track
from matching.jobs.models import Job
from merchant_app.accounts.models import User
from merchant_app.notices import urls as notices
from merchant_app.notices.models import Notice
from merchant_app.onair import urls as onair
from merchant_app.onair.models import PlayerDevice
from merchant_app.onair.services import publish
from merchant_app.operations import urls as operations
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.stores.models import Store
from tests.merchant_app.music_on_disk import grant_for, track_with_audio

pytestmark = pytest.mark.django_db

PEOPLE = ("anonymous", "colleague", "owner", "outsider", "editor", "operator")
ANYBODY = dict.fromkeys(PEOPLE, 200)
#: Colleagues (role "staff") read; owners also change; what belongs to others is not there. Editors
#: and operators have no organisation.
READ = dict(zip(PEOPLE, (302, 200, 200, 404, 403, 403), strict=True))
CHANGE = dict(zip(PEOPLE, (302, 403, 302, 404, 403, 403), strict=True))
OPERATE = dict(zip(PEOPLE, (302, 403, 403, 403, 403, 200), strict=True))
MEND = {**OPERATE, "operator": 302}

#: name: (method, what its address holds, who gets which answer)
TABLE = {
    "onair:player": ("get", "token", ANYBODY),
    "onair:manifest": ("get", "token", ANYBODY),
    "onair:heartbeat": ("post", "token", ANYBODY),
    "onair:record": ("post", "token", ANYBODY),
    "onair:credits": ("get", "", ANYBODY),
    "onair:store": ("get", "store", READ),
    "onair:plays": ("get", "store", READ),
    "onair:all_plays": ("get", "", {**READ, "outsider": 200}),
    "onair:unpublish": ("post", "store", CHANGE),
    "onair:player_add": ("post", "store", CHANGE),
    "onair:player_rename": ("post", "device", CHANGE),
    "onair:player_withdraw": ("post", "device", CHANGE),
    "onair:publish": ("post", "playlist", CHANGE),
    "playlists:replace": ("post", "playlist", CHANGE),
    # Whoever works in the shop answers; an empty answer says nothing.
    "playlists:say": ("post", "playlist", {**READ, "colleague": 400, "owner": 400}),
    "playlists:undo": ("post", "playlist", READ),
    "playlists:wish": ("post", "playlist", CHANGE),
    "playlists:sources": ("get", "playlist", {**READ, "colleague": 403}),
    "playlists:carry": ("post", "playlist", CHANGE),
    "playlists:widen": ("post", "playlist", CHANGE),
    # Which two versions it speaks of is part of the question.
    "playlists:compare_keep": ("post", "playlist", {**READ, "colleague": 404, "owner": 404}),
    "playlists:compare_say": ("post", "playlist", {**READ, "colleague": 404, "owner": 404}),
    "playlists:split": ("post", "playlist", CHANGE),
    "playlists:keep_one": ("post", "playlist", CHANGE),
    "notices:list": ("get", "", {**ANYBODY, "anonymous": 302}),
    "notices:read_all": ("post", "", dict.fromkeys(PEOPLE, 302)),
    "notices:read": (
        "post",
        "notice",
        {**dict.fromkeys(PEOPLE, 404), "anonymous": 302, "owner": 302},
    ),
    "operations:overview": ("get", "", OPERATE),
    "operations:jobs": ("get", "", OPERATE),
    "operations:job": ("get", "job", OPERATE),
    "operations:retry": ("post", "job", MEND),
    "operations:cancel": ("post", "job", MEND),
    "operations:retry_all": ("post", "", MEND),
    "operations:models": ("get", "", OPERATE),
    "operations:prepare_model": ("post", "", MEND),
    "operations:remove_profiles": ("post", "", MEND),
    "operations:change_model": ("post", "action", MEND),
    "operations:activate_version": ("post", "version", {**MEND, "operator": 404}),
}


@pytest.fixture
def world(store: Store, owner: User) -> dict[str, object]:
    """A shop with a playlist on air and a player, and a job that was given up."""
    track: Track = track_with_audio("A")
    grant_for(track)
    playlist = Playlist.objects.create(store=store, name="Day", version_number=1)
    version = PlaylistVersion.objects.create(playlist=playlist, number=1, origin="match")
    PlaylistItem.objects.create(version=version, position=1, track=track)
    publish(store=store, version=version, user=None)
    device = PlayerDevice.objects.create(store=store, name="Counter")
    job = Job.objects.create(kind="x", target_type="x", target_id=1, state=Job.State.FAILED)
    facts = {"playlist": playlist.pk, "playlist_name": "Day", "store_name": "S", "count": 0}
    notice = Notice.objects.create(
        recipient=owner,
        organisation=store.organisation,
        kind=Notice.Kind.TRACKS_BACK,
        key="k",
        facts=facts,
    )
    return {
        "notice": notice.pk,
        "store": store.pk,
        "playlist": playlist.pk,
        "device": device.pk,
        "token": device.token,
        "job": job.pk,
        "action": "pause",
        "version": 1,
    }


def test_every_address_is_in_the_table() -> None:
    named = {f"onair:{url.name}" for url in onair.urlpatterns}
    named |= {f"operations:{url.name}" for url in operations.urlpatterns}
    named |= {f"notices:{url.name}" for url in notices.urlpatterns}
    named |= {
        "playlists:replace",
        "playlists:say",
        "playlists:undo",
        "playlists:wish",
        "playlists:sources",
        "playlists:carry",
        "playlists:widen",
        "playlists:compare_keep",
        "playlists:compare_say",
        "playlists:split",
        "playlists:keep_one",
    }
    assert named == set(TABLE)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", TABLE)
def test_who_gets_which_answer(
    request: pytest.FixtureRequest,
    signed_in: object,
    world: dict[str, object],
    name: str,
    who: str,
) -> None:
    method, held, answers = TABLE[name]
    if who == "anonymous":
        client = Client()
    else:
        user: User = request.getfixturevalue(who)
        client = signed_in(user)  # type: ignore[operator]
    url = reverse(name, args=[world[held]] if held else [])
    body = {"plays": [], "name": f"P {uuid.uuid4().hex[:6]}"}
    sent = {"data": body, "content_type": "application/json"} if held == "token" else {"data": body}
    answer = client.get(url) if method == "get" else client.post(url, **sent)  # type: ignore[arg-type]
    assert answer.status_code == answers[who], answer.content[:300]
    if who == "anonymous" and answer.status_code == 302:
        assert "login" in answer["Location"] or "sign" in answer["Location"]
