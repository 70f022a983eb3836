"""Several people, programs and tabs at one playlist in the same moment."""

from __future__ import annotations

import pytest

from merchant_app.playlists.models import IdempotencyKey, Playlist, PlaylistVersion, Verdict
from merchant_app.playlists.services.feedback import Said, verdict_save
from tests.matching.jobs.conftest import at_once
from tests.merchant_app.doors import api_of, send_playlist

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def programs(owner) -> list:
    return [api_of(owner) for _ in range(6)]


def feedback(program, playlist: Playlist, said: dict, **headers):
    address = f"/api/v1/playlists/{playlist.pk}/feedback/"
    return program.post(address, said, format="json", headers=headers)


def test_two_feedback_posts_at_the_same_time_both_count(programs, playlist, listed) -> None:
    said = [{"accept": [listed[0]]}, {"reject": [listed[1], listed[2]]}]
    answers = at_once(lambda n: feedback(programs[n], playlist, said[n]), 2)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert sorted(answer.json()["version"] for answer in answers) == [2, 3]
    assert set(Verdict.objects.values_list("track_id", "kind")) == {
        (listed[0], "accept"),
        (listed[1], "reject"),
        (listed[2], "reject"),
    }
    newest = max((answer.json() for answer in answers), key=lambda answer: answer["version"])
    ids = {item["track"]["id"] for item in newest["items"]}
    assert listed[0] in ids
    assert not {listed[1], listed[2]} & ids


def test_a_colleague_and_the_owner_at_the_same_time(owner, colleague, playlist, listed) -> None:
    people = [api_of(owner), api_of(colleague)]
    answers = at_once(lambda n: feedback(people[n], playlist, {"accept": [listed[n]]}), 2)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert dict(Verdict.objects.values_list("track_id", "user_id")) == {
        listed[0]: owner.pk,
        listed[1]: colleague.pk,
    }


def test_of_posts_about_one_version_the_first_counts(programs, playlist, listed) -> None:
    answers = at_once(
        lambda n: feedback(programs[n], playlist, {"accept": [listed[n]], "version": 1}), 6
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 5]
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["current"]["version"] == 2
    assert Verdict.objects.count() == 1


def test_the_same_key_at_the_same_time_makes_one_version(programs, playlist, listed) -> None:
    said = {"accept": [listed[0]], "version": 1}
    answers = at_once(
        lambda n: feedback(programs[n], playlist, said, **{"Idempotency-Key": "one"}), 6
    )
    assert [answer.status_code for answer in answers] == [200] * 6
    assert {answer.json()["version"] for answer in answers} == {2}
    assert PlaylistVersion.objects.count() == 2
    assert Verdict.objects.count() == IdempotencyKey.objects.count() == 1


def test_the_same_key_for_two_playlists_at_the_same_time(
    programs, api, cafe, playlist, listed
) -> None:
    other = Playlist.objects.get(pk=send_playlist(api, cafe, length=8)["id"])
    for attempt in range(4):
        said = {"accept": [listed[attempt]]}
        answers = at_once(
            lambda n, said=said, attempt=attempt: feedback(
                programs[n], (playlist, other)[n], said, **{"Idempotency-Key": f"key {attempt}"}
            ),
            2,
        )
        assert sorted(answer.status_code for answer in answers) == [200, 422]
    assert Verdict.objects.count() == IdempotencyKey.objects.count() == 4


def test_two_long_keys_that_begin_alike_are_two(programs, playlist, listed) -> None:
    for number, end in enumerate("ab"):
        answer = feedback(
            programs[0], playlist, {"accept": [listed[0]]}, **{"Idempotency-Key": "k" * 300 + end}
        )
        assert answer.json()["version"] == 2 + number


def test_a_playlist_is_deleted_while_a_round_is_made(programs, page, api, cafe, colleague) -> None:
    browser = page("en")
    for _ in range(5):
        doomed = Playlist.objects.get(pk=send_playlist(api, cafe, length=4)["id"])
        track = doomed.versions.get().items.first().track_id

        def act(number: int, doomed: Playlist = doomed, track: int = track) -> int:
            if number:
                return browser.post(f"/playlists/{doomed.pk}/delete/").status_code
            return feedback(programs[0], doomed, {"accept": [track]}).status_code

        said, deleted = at_once(act, 2)
        assert said in (200, 404)
        assert deleted == 302
        assert not Playlist.objects.filter(pk=doomed.pk).exists()
        assert not Verdict.objects.exists()


def test_a_round_on_a_deleted_playlist(api, api_zh, page, playlist, listed) -> None:
    browser = page("en")
    browser.post(f"/playlists/{playlist.pk}/delete/")
    assert feedback(api, playlist, {"accept": [listed[0]]}).status_code == 404
    late = browser.post(
        f"/playlists/{playlist.pk}/feedback/", {"accept": listed[0]}, headers={"HX-Request": "true"}
    )
    assert late.status_code == 404


def test_a_wish_and_a_round_at_the_same_time(programs, playlist, listed) -> None:
    def act(number: int):
        if number:
            return feedback(programs[0], playlist, {"reject": [listed[0]]})
        return programs[1].post(
            f"/api/v1/playlists/{playlist.pk}/wishes/", {"key": "tag:piano"}, format="json"
        )

    answers = at_once(act, 2)
    assert [answer.status_code for answer in answers] == [200, 200]
    newest = max((answer.json() for answer in answers), key=lambda answer: answer["version"])
    assert newest["version"] == 3
    assert listed[0] not in {item["track"]["id"] for item in newest["items"]}
    assert "tag:piano" in {wish["key"] for wish in newest["intent"] if wish["origin"] == "owner"}


def test_two_people_and_two_tabs_click_on_the_same_track_at_once(
    owner, colleague, playlist, listed
) -> None:
    people = [owner, owner, colleague, colleague]

    def click(number: int) -> int:
        said = [Said(listed[0], "accept" if number < 2 else "reject", f"click {number // 2}")]
        return len(verdict_save(playlist=playlist, user=people[number], said=said))

    stored = at_once(click, 4)
    assert sorted(stored) == [0, 0, 1, 1]  # each person's once, whichever tab came first
    assert dict(Verdict.objects.values_list("user_id", "kind")) == {
        owner.pk: "accept",
        colleague.pk: "reject",
    }
