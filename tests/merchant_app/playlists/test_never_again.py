"""What a store rules out by hand comes along to its next brief, visibly and switchably."""

from __future__ import annotations

import pytest

from licensing.licences.models import GrantTrack
from matching.intent.state import Wish
from merchant_app.playlists.carried import NOTHING, OWN, carried_for, sources_of
from merchant_app.playlists.models import Playlist
from merchant_app.playlists.services.carrying import carry_over
from merchant_app.playlists.services.versions import current_version
from merchant_app.stores.models import Store
from tests.merchant_app.doors import send_playlist
from tests.merchant_app.playlists.test_never import having, ids, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def forbidding(api, playlist: Playlist) -> Playlist:
    """A playlist of the store that forbids vocals, and in which nothing else was said."""
    assert wish(api, playlist, key="tag:vocals", never=True).status_code == 200
    return playlist


def nevers(playlist: Playlist) -> list[str]:
    rows = [Wish.from_json(each) for each in current_version(playlist).wishes]
    return [each.key for each in rows if each.never and not each.removed]


def second(api, store: Store, **brief: object) -> Playlist:
    return Playlist.objects.get(pk=send_playlist(api, store, length=8, **brief)["id"])


def test_a_new_brief_of_the_store_starts_with_it_and_says_so(
    api, page, forbidding, cafe, owner
) -> None:
    made = second(api, cafe)
    assert nevers(made) == ["tag:vocals"]
    assert not having(cafe) & set(ids(made))
    assert made.carried["from"] == OWN
    room = page("en").get(f"/playlists/{made.pk}/").content.decode()
    assert "taught: never: vocals." in room
    assert "stays out until you allow it again" in room
    assert "绝不要：人声" in page("zh-hans").get(f"/playlists/{made.pk}/").content.decode()
    carry_over(playlist=made, choice=NOTHING, user=owner)
    assert nevers(made) == []
    carry_over(playlist=made, choice=OWN, user=owner)
    assert nevers(made) == ["tag:vocals"]
    wish(api, made, key="tag:vocals", removed=True)  # allowed again: it stays so
    api.post(f"/api/v1/playlists/{made.pk}/feedback/", {"accept": ids(made)[:1]}, format="json")
    made.refresh_from_db()
    assert nevers(made) == []


def test_what_is_set_here_stays_when_that_is_switched_off(api, forbidding, cafe, owner) -> None:
    made = second(api, cafe, start_from="none")
    assert nevers(made) == []
    wish(api, made, key="tag:vocals", never=True)
    made.refresh_from_db()
    carry_over(playlist=made, choice=OWN, user=owner)
    carry_over(playlist=made, choice=NOTHING, user=owner)
    assert nevers(made) == ["tag:vocals"]


def test_it_is_no_rule_where_the_brief_or_the_store_asks_for_it(
    api, forbidding, cafe, playlist
) -> None:
    assert nevers(second(api, cafe, description="vocals")) == []
    wanting = second(api, cafe, start_from="none")
    wish(api, wanting, key="tag:vocals", direction=1)
    assert carried_for(cafe, "") == {}
    assert sources_of(cafe) == []


def test_it_is_no_rule_of_siblings(forbidding, cafe) -> None:
    other = Store.objects.create(organisation=cafe.organisation, name="Second", territory="DE")
    assert carried_for(other, "") == {}
    assert sources_of(other) == []


def test_where_it_would_leave_nothing_the_brief_is_matched_without(
    api, forbidding, cafe, grant
) -> None:
    GrantTrack.objects.filter(grant=grant).exclude(track_id__in=having(cafe)).delete()
    made = second(api, cafe)
    assert ids(made)
    assert (nevers(made), made.carried.get("never")) == ([], None)
