"""Versions side by side: what stayed, came and went and why; all rounds; by ear; whose it is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from licensing.licences.models import Grant, GrantTrack
from merchant_app.accounts.models import User
from merchant_app.playlists.comparison.ear import by_chance
from merchant_app.playlists.comparison.versions import Comparison, Moved
from merchant_app.playlists.models import Playlist
from merchant_app.playlists.services.feedback import feedback_give
from merchant_app.playlists.services.replacing import playlist_replace
from merchant_app.playlists.services.versions import current_version, version_restore
from merchant_app.playlists.services.wishes import wish_set
from merchant_app.stores.models import BlockedTrack

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def rounds(playlist: Playlist, listed: list[int], owner: User) -> Playlist:
    """A playlist after a round: the first kept, the second rejected."""
    feedback_give(playlist=playlist, user=owner, accept=listed[:1], reject=listed[1:2])
    return playlist


def compared(client: Client, playlist: Playlist, query: str = "") -> Comparison:
    answer = client.get(f"/playlists/{playlist.pk}/compare/{query}")
    assert answer.status_code == 200
    found: Comparison = answer.context["comparison"]
    return found


def whys(moved: list[Moved], track: int) -> str:
    return next(each.why for each in moved if each.track.pk == track)


def test_the_newest_and_the_one_before_stand_side_by_side(
    signed_in: SignIn, owner: User, rounds: Playlist, listed: list[int]
) -> None:
    client = signed_in(owner)
    found = compared(client, rounds)
    assert (found.a.number, found.b.number) == (1, 2)
    assert listed[0] in {each.track.pk for each in found.stayed}
    assert whys(found.went, listed[1]) == "Olga Owner said no"
    assert all(each.why for each in (*found.came, *found.went))
    assert len(found.came) + len(found.stayed) == 8
    text = client.get(f"/playlists/{rounds.pk}/compare/").text
    assert "1 kept, 1 not" in text
    assert '<polyline class="b"' in text
    assert " style=" not in text
    backwards = compared(client, rounds, "?a=2&b=1")
    assert (backwards.a.number, backwards.b.number) == (1, 2)
    assert compared(client, rounds, "?a=2&b=2").alike


def test_reasons_name_rights_blocks_wishes_and_what_was_brought_back(
    signed_in: SignIn, owner: User, rounds: Playlist, listed: list[int], grant: Grant
) -> None:
    client = signed_in(owner)
    gone, blocked = listed[2], listed[3]
    GrantTrack.objects.filter(grant=grant, track_id=gone).delete()
    playlist_replace(playlist=rounds, user=owner)
    BlockedTrack.objects.create(store=rounds.store, track_id=blocked)
    wish_set(
        playlist=rounds, user=owner, key="facet:tempo_bpm:higher", direction=1, locked=False,
        removed=False,
    )  # fmt: skip
    newest = current_version(rounds).number
    found = compared(client, rounds, f"?a=1&b={newest}")
    went = {each.track.pk: each.why for each in found.went}
    assert went[gone] == "it may not be played here any more"
    assert went[blocked] == "it is never to be played here"
    assert "faster" in [wish.text for wish in found.wishes]
    version_restore(playlist=rounds, number=1, user=owner)
    found = compared(client, rounds)
    assert "brought back" in " ".join(each.why for each in (*found.came, *found.went))


def test_a_comparison_takes_as_many_queries_for_two_rounds_as_for_five(
    signed_in: SignIn,
    owner: User,
    rounds: Playlist,
    listed: list[int],
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    client = signed_in(owner)
    for track in listed[2:5]:
        feedback_give(playlist=rounds, user=owner, accept=[], reject=[track])
    with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
        compared(client, rounds, "?a=1&b=5")


def test_by_ear_is_blind_and_ends_with_a_winner_to_bring_back(
    signed_in: SignIn, owner: User, colleague: User, rounds: Playlist, listed: list[int]
) -> None:
    # Two more rounds, so that each version has tracks of its own.
    feedback_give(playlist=rounds, user=owner, accept=[], reject=listed[2:5])
    client, url = signed_in(owner), f"/playlists/{rounds.pk}/compare/ear/?a=1&b=3"
    page = client.get(url).text
    pairs = re.findall(r'data-pair-of="(\d+)-(\d+)"', page)
    assert 1 <= len(pairs) <= 5
    assert "Piece" not in page  # no title before the end
    of_first = set(listed)
    chosen = [one if int(one) in of_first else other for one, other in pairs]
    query = "".join(f"&pair={one}-{other}" for one, other in pairs)
    result = client.get(url + query + "".join(f"&chose={track}" for track in chosen))
    assert "Version 1 fits better" in result.text
    assert f"/playlists/{rounds.pk}/versions/1/restore/" in result.text
    assert "Piece" in result.text
    staff = signed_in(colleague).get(url + query + "".join(f"&chose={track}" for track in chosen))
    assert "/restore/" not in staff.text
    draw = client.get(url + query + "&chose=0" * len(pairs))
    assert "A draw" in draw.text
    assert "no difference" in draw.text
    assert "you chose</button>" not in draw.text
    kept = client.post(
        f"/playlists/{rounds.pk}/compare/ear/keep/",
        {"a": 1, "b": 3, "pair": [f"{one}-{other}" for one, other in pairs], "chose": chosen},
        follow=True,
    )
    assert "version 4 was made with" in kept.text
    rounds.refresh_from_db()
    now = set(current_version(rounds).items.values_list("track_id", flat=True))
    assert now >= {int(track) for track in chosen}
    for nonsense in ("&pair=1-2&chose=1", query, "&pair=x&chose=y", query + "&chose=999"):
        assert "Which fits better?" in client.get(url + nonsense).text
    assert by_chance(5, 0) == 0.0625
    assert by_chance(3, 2) == by_chance(0, 0) == 1.0


def test_bad_addresses_and_other_peoples_playlists(
    signed_in: SignIn, owner: User, colleague: User, outsider: User, rounds: Playlist
) -> None:
    base = f"/playlists/{rounds.pk}/compare/"
    mine = signed_in(owner)
    for query in ("?a=9&b=1", "?a=x&b=1", f"?a={2**31}&b=1"):
        assert mine.get(base + query).status_code == 404
    assert mine.get(f"{base}ear/").headers["Location"] == base
    assert signed_in(colleague).get(base).status_code == 200
    assert Client().get(base).status_code == 302
    for url in (base, f"{base}ear/?a=1&b=2"):
        assert signed_in(outsider).get(url).status_code == 404


def test_one_version_alone(signed_in: SignIn, owner: User, playlist: Playlist) -> None:
    client = signed_in(owner)
    assert "There is one version so far" in client.get(f"/playlists/{playlist.pk}/compare/").text
    ear = client.get(f"/playlists/{playlist.pk}/compare/ear/?a=1&b=1").text
    assert "Nothing to compare by ear" in ear
