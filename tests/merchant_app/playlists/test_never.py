"""What an owner rules out is out of every later list, on the page, for programs and on air."""

from __future__ import annotations

import pytest

from licensing.licences.models import GrantTrack
from matching.intent.state import Wish
from merchant_app import music
from merchant_app.onair.services import publish
from merchant_app.onair.services.sweeping import rights_sweep
from merchant_app.playlists.models import Playlist
from merchant_app.playlists.services.versions import current_version

pytestmark = pytest.mark.django_db

#: A group that a few tracks of the shelf surely have, and one that all have but a few.
NEVER = Wish("tag:vocals", -1, 1.0, "owner", locked=True, never=True)


def having(store, wish: Wish = NEVER) -> set[int]:
    return set(music.forbidden_ids(music.cleared_ids(store).tolist(), [wish]))


def ids(playlist: Playlist) -> list[int]:
    items = current_version(playlist).items.order_by("position")
    return list(items.values_list("track_id", flat=True))


def wish(api, playlist: Playlist, **fields: object):
    return api.post(f"/api/v1/playlists/{playlist.pk}/wishes/", fields, format="json")


@pytest.fixture
def sung(api, playlist, cafe) -> Playlist:
    """A list with singing in it."""
    answer = wish(api, playlist, key="tag:vocals", direction=1)
    assert answer.status_code == 200
    playlist.refresh_from_db()
    assert having(cafe) & set(ids(playlist))
    return playlist


def test_it_is_out_of_every_later_list_until_it_is_allowed_again(api, sung, cafe) -> None:
    forbidden = having(cafe)
    answer = wish(api, sung, key="tag:vocals", never=True).json()
    said = next(each for each in answer["intent"] if each["key"] == "tag:vocals")
    assert (said["never"], said["text"], said["locked"]) == (True, "never: vocals", True)
    sung.refresh_from_db()
    assert not forbidden & set(ids(sung))
    kept = ids(sung)[0]
    for address, body in (
        ("feedback", {"accept": [kept]}),
        ("wishes", {"key": "tag:guitar", "direction": 1}),
        ("versions/2/restore", {}),
    ):
        answer = api.post(f"/api/v1/playlists/{sung.pk}/{address}/", body, format="json")
        assert answer.status_code == 200
        sung.refresh_from_db()
        assert not forbidden & set(ids(sung))
    freed = wish(api, sung, key="tag:vocals", removed=True).json()
    assert "tag:vocals" not in {each["key"] for each in freed["intent"]}


def test_what_was_kept_by_hand_stays(api, sung, cafe) -> None:
    kept = next(track for track in ids(sung) if track in having(cafe))
    api.post(f"/api/v1/playlists/{sung.pk}/feedback/", {"accept": [kept]}, format="json")
    wish(api, sung, key="tag:vocals", never=True)
    sung.refresh_from_db()
    assert having(cafe) & set(ids(sung)) == {kept}


def test_a_gap_on_air_is_filled_without_it(api, sung, cafe, grant) -> None:
    publish(store=cafe, version=current_version(sung), user=None)
    wish(api, sung, key="tag:vocals", never=True)
    lost = next(track for track in ids(sung) if track not in having(cafe))
    on_air = current_version(sung).playlist.versions.get(number=2)
    gone = on_air.items.values_list("track_id", flat=True)[0]
    GrantTrack.objects.filter(grant=grant, track_id__in=[gone, lost]).delete()
    rights_sweep()
    sung.refresh_from_db()
    assert current_version(sung).origin == "rights"
    assert not having(cafe) & set(ids(sung))


def test_a_short_list_says_what_it_costs(api, page, sung, cafe) -> None:
    wish(api, sung, key="tag:vocals", never=True)
    Playlist.objects.filter(pk=sung.pk).update(length=24)
    answer = wish(api, sung, key="tag:guitar", direction=1).json()
    ways = {way["key"]: way["more"] for way in answer["widen"]}
    assert answer["held_back"] >= ways["tag:vocals"] == len(having(cafe))
    shown = page("en").get(f"/playlists/{sung.pk}/").content.decode()
    assert "without “never: vocals”" in shown
    assert "Allow again" in shown
    assert "绝不要：人声" in page("zh-hans").get(f"/playlists/{sung.pk}/").content.decode()


def test_ruling_everything_out_is_refused_with_what_helps(
    api, api_zh, playlist, cafe, grant
) -> None:
    # Only what is sung may still be played.
    GrantTrack.objects.filter(grant=grant).exclude(track_id__in=having(cafe)).delete()
    before = playlist.versions.count()
    refused = wish(api, playlist, key="tag:vocals", never=True)
    assert refused.json()["code"] == "nothing_allowed"
    assert "do without “never: vocals”" in refused.json()["detail"]
    assert (
        "放弃“绝不要：人声”"
        in wish(api_zh, playlist, key="tag:vocals", never=True).json()["detail"]
    )
    assert playlist.versions.count() == before
    facet = wish(api, playlist, key="facet:energy:lower", never=True)
    assert facet.json()["code"] == "never_needs_a_thing"


def test_the_strength_of_a_briefs_band_changes_and_the_band_stays(api, page, playlist) -> None:
    known = next(
        each
        for each in (Wish.from_json(row) for row in current_version(playlist).wishes)
        if each.banded
    )
    room = {"wish": f"{known.key}|{known.direction}", "direction": str(known.direction)}
    page().post(f"/playlists/{playlist.pk}/wish/", {**room, "action": "tune", "step": "2"})
    playlist.refresh_from_db()
    tuned = {each["key"]: Wish.from_json(each) for each in current_version(playlist).wishes}
    assert (tuned[known.key].low, tuned[known.key].high) == (known.low, known.high)
    assert tuned[known.key].strength == pytest.approx(0.4)
    assert tuned[known.key].origin == "owner"
    turned = {**room, "direction": str(-known.direction), "action": "tune", "step": "2"}
    page().post(f"/playlists/{playlist.pk}/wish/", turned)
    playlist.refresh_from_db()
    other = [Wish.from_json(each) for each in current_version(playlist).wishes]
    assert not any(each.banded for each in other if each.subject == known.subject)
