"""The listening room as a page: answers one by one, what the round asks, wishes, how sure it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from licensing.licences.models import Grant
from matching.intent.state import Wish
from merchant_app.accounts.models import User
from merchant_app.playlists.models import Playlist, PlaylistVersion, Verdict
from merchant_app.playlists.room.sure import sure_card
from merchant_app.playlists.selectors import VersionView

pytestmark = pytest.mark.django_db


def say(client: Client, playlist: Playlist, *said: dict[str, Any], version: int = 1) -> Any:
    body = {"version": version, "said": list(said)}
    return client.post(
        f"/playlists/{playlist.pk}/say/", json.dumps(body), content_type="application/json"
    )


def undo(client: Client, playlist: Playlist, track: int, name: str) -> Any:
    return client.post(
        f"/playlists/{playlist.pk}/undo/",
        json.dumps({"id": name, "track": track}),
        content_type="application/json",
    )


def click(track: int, kind: str, name: str) -> dict[str, Any]:
    return {"id": name, "track": track, "kind": kind, "heard_ms": 4200}


def wish(client: Client, playlist: Playlist, **fields: str) -> Any:
    return client.post(f"/playlists/{playlist.pk}/wish/", fields, headers={"HX-Request": "true"})


def wishes(playlist: Playlist) -> dict[str, Wish]:
    newest = playlist.versions.order_by("-number").first()
    assert newest is not None
    return {each.key: each for each in (Wish.from_json(row) for row in newest.wishes)}


def test_an_answer_is_saved_once_and_shown_again(page, playlist, listed) -> None:
    client = page()
    for _again in range(2):
        answer = say(
            client, playlist, click(listed[0], "more", "c1"), click(listed[1], "skip", "c2")
        )
        assert answer.json() == {"current": 1}
    assert Verdict.objects.filter(playlist=playlist).count() == 2
    shown = client.get(f"/playlists/{playlist.pk}/").content.decode()
    assert shown.count('data-said="more"') == shown.count('data-said="skip"') == 1
    assert shown.count("data-asked") == 8
    for _again in range(2):
        assert undo(client, playlist, listed[0], "u1").json() == {"current": 1, "undone": True}
    shown = client.get(f"/playlists/{playlist.pk}/").content.decode()
    assert 'data-said="more"' not in shown


def test_what_cannot_be_stored_says_why(page, playlist, listed) -> None:
    client = page()
    bad = (
        say(client, playlist),
        say(client, playlist, click(listed[0], "adore", "c1")),
        say(client, playlist, click(2**70, "accept", "c1")),
        client.post(f"/playlists/{playlist.pk}/say/", "[", content_type="application/json"),
    )
    for answer in bad:
        assert answer.status_code == 400
        assert answer.json()["detail"]
    assert not Verdict.objects.exists()


def test_a_round_asks_for_ten_and_not_for_what_was_decided(page, playlist, listed) -> None:
    client = page()
    say(client, playlist, *(click(track, "accept", f"c{track}") for track in listed[:3]))
    client.post(f"/playlists/{playlist.pk}/feedback/", {"version": 1, "key": "round-1"})
    shown = client.get(f"/playlists/{playlist.pk}/").content.decode()
    assert "Version 2" in shown
    assert shown.count("data-asked") == 5
    assert shown.count('data-before="accept"') == 3


def test_a_stale_page_loses_no_answer(page, playlist, listed) -> None:
    client = page()
    say(client, playlist, click(listed[0], "accept", "c1"))
    client.post(f"/playlists/{playlist.pk}/feedback/", {"version": 1, "key": "round-1"})
    assert say(client, playlist, click(listed[1], "accept", "c2")).json() == {"current": 2}
    old = client.post(
        f"/playlists/{playlist.pk}/feedback/",
        {"version": 1, "key": "round-2"},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "version 2 is the current one" in old


def test_wishes_are_tuned_turned_locked_and_forbidden(page, playlist) -> None:
    client = page()
    answer = wish(client, playlist, wish="facet:tempo_bpm:lower|-1", action="tune", step="3")
    assert "changed" in answer["HX-Trigger"] or "stay the same" in answer["HX-Trigger"]
    assert wishes(playlist)["facet:tempo_bpm:lower"].strength == pytest.approx(0.6)
    wish(client, playlist, wish="facet:tempo_bpm:lower|-1", action="tune", step="5", direction="1")
    turned = wishes(playlist)["facet:tempo_bpm:higher"]
    assert (turned.direction, turned.strength) == (1, 1.0)
    wish(client, playlist, ask="tag:drums|-1|forbid")
    forbidden = wishes(playlist)["tag:drums"]
    assert (forbidden.direction, forbidden.strength, forbidden.locked) == (-1, 1.0, True)
    wish(client, playlist, wish="tag:drums|-1", action="tune", step="1")
    assert wishes(playlist)["tag:drums"].locked
    wish(client, playlist, ask="tag:drums|-1|remove")
    assert wishes(playlist)["tag:drums"].removed
    before = playlist.versions.count()
    assert (
        "nothing that can be wished"
        in wish(client, playlist, ask="tag:nonsense|1|more").content.decode()
    )
    assert playlist.versions.count() == before


def test_staff_answer_and_leave_wishes_alone(playlist, colleague: User, listed) -> None:
    client = Client()
    client.force_login(colleague, backend=settings.AUTHENTICATION_BACKENDS[-1])
    shown = client.get(f"/playlists/{playlist.pk}/").content.decode()
    assert "wish-editor" not in shown
    assert "wish-chooser" not in shown
    assert say(client, playlist, click(listed[0], "accept", "c1")).status_code == 200
    assert wish(client, playlist, ask="tag:drums|-1|forbid").status_code == 403


def test_a_track_without_its_right_is_not_asked_for(page, playlist) -> None:
    Grant.objects.update(status=Grant.Status.DRAFTED)
    shown = page().get(f"/playlists/{playlist.pk}/").content.decode()
    assert "data-asked" not in shown
    assert "data-verdict" not in shown


def test_an_empty_list_says_what_to_do(page, playlist) -> None:
    playlist.versions.get(number=1).items.all().delete()
    shown = page().get(f"/playlists/{playlist.pk}/").content.decode()
    assert "No track is left" in shown
    assert "data-round-done" not in shown


def test_a_wish_names_the_tracks_that_taught_it(page, playlist, listed) -> None:
    taught = Wish("facet:energy:lower", -1, 0.5, "learned", taught_by=(listed[0], listed[1], 10**9))
    playlist.versions.filter(number=1).update(wishes=[taught.to_json()])
    client = page()
    say(client, playlist, click(listed[0], "accept", "c1"), click(listed[1], "reject", "c2"))
    shown = client.get(f"/playlists/{playlist.pk}/").content.decode()
    assert shown.count('class="wish-teacher"') == 2
    assert shown.count("not for us</span></li>") == 1


@pytest.mark.parametrize(
    ("expected", "labels", "sentence", "good"),
    [
        (0.84, 20, "About 8 or 9 of the next 10 should fit.", False),
        (0.79, 3, "About 8 of the next 10 should fit.", False),
        (0.93, 20, "About 9 or 10 of the next 10 should fit.", True),
        (0.93, 3, "About 9 or 10 of the next 10 should fit.", False),
        (0.99, 30, "Nearly all of the next 10 should fit.", True),
        (0.0, 9, "Hardly any of the next 10 should fit yet.", False),
    ],
)
def test_how_sure(playlist, expected: float, labels: int, sentence: str, good: bool) -> None:
    sure = {"expected": expected, "low": 0.5, "high": 1.0, "labels": labels}
    earlier = PlaylistVersion(playlist=playlist, number=1, sureness={**sure, "expected": 0.5})
    version = PlaylistVersion(playlist=playlist, number=2, sureness=sure)
    card = sure_card(VersionView(playlist, version, [], [], [version, earlier]))
    assert card is not None
    assert (card.sentence, card.good) == (sentence, good)
    assert len(card.curve.split()) == 2
