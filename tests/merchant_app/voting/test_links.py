"""Links that ran out or were ended: renewed, removed, cleared away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from licensing.catalogue.models import Track
from merchant_app.accounts.models import Membership, User
from merchant_app.playlists.models import Forgetting, Playlist, Verdict
from merchant_app.voting.models import ShareLink
from merchant_app.voting.services.links import link_create
from tests.merchant_app.voting.conftest import Phone

pytestmark = pytest.mark.django_db
Phones = Callable[..., Phone]
SignIn = Callable[[User], Client]


def ran_out(playlist: Playlist, days: int = 1) -> ShareLink:
    link = playlist.share_links.get()
    link.expires_at = timezone.now() - timedelta(days=days)
    link.save()
    return link


def test_a_link_that_ran_out_opens_again_for_the_same_people(
    phone: Phones, playlist: Playlist, tracks: list[Track], signed_in: SignIn, owner: User
) -> None:
    anna, shop = phone("Anna"), signed_in(owner)
    anna.say(tracks[0], "accept")
    link = ran_out(playlist)
    assert anna.client.get(anna.address).status_code == 410
    assert "Open it again for 7 days" in shop.get(f"/playlists/{playlist.pk}/share/").text
    shop.post(f"/playlists/links/{link.pk}/renew/")
    assert "You vote as Anna." in anna.page()
    shop.post(f"/playlists/links/{link.pk}/end/")
    refused = shop.post(f"/playlists/links/{link.pk}/renew/", follow=True)
    assert "stays ended" in refused.text
    assert anna.client.get(anna.address).status_code == 410


def test_more_time_never_shortens_a_link(
    playlist: Playlist, signed_in: SignIn, owner: User
) -> None:
    link, _secret = link_create(playlist=playlist, user=owner, days=30)
    signed_in(owner).post(f"/playlists/links/{link.pk}/renew/")
    assert ShareLink.objects.get(pk=link.pk).expires_at == link.expires_at


def test_a_link_is_removed_with_its_votes_by_an_owner_alone(
    phone: Phones, playlist: Playlist, tracks: list[Track], signed_in: SignIn, owner: User,
    colleague: User,
) -> None:  # fmt: skip
    phone("Anna").say(tracks[0], "accept")
    link = playlist.share_links.get()
    address = f"/playlists/links/{link.pk}/remove/"
    assert "still works" in signed_in(owner).post(address, follow=True).text
    ran_out(playlist)
    Membership.objects.filter(user=colleague).update(role=Membership.Role.MANAGER)
    assert "only an owner" in signed_in(colleague).post(address, follow=True).text
    assert Verdict.objects.filter(playlist=playlist).exists()
    assert "one vote with it" in signed_in(owner).post(address, follow=True).text
    assert not Verdict.objects.filter(playlist=playlist).exists()
    assert not playlist.share_links.exists()
    assert Forgetting.objects.get().kind == Forgetting.Kind.VOTER


def test_what_nobody_used_is_cleared_away_in_time(
    phone: Phones, playlist: Playlist, owner: User
) -> None:
    phone("Anna")
    used = ran_out(playlist, days=40)
    old, _secret = link_create(playlist=playlist, user=owner, days=1)
    ShareLink.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(days=31))
    new, _secret = link_create(playlist=playlist, user=owner, days=1)
    assert set(playlist.share_links.all()) == {used, new}
