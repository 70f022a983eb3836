"""What is heard when a right ends while a song is in the air."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from merchant_app.onair.models import Play, PlayerDevice
from merchant_app.onair.services.sweeping import rights_sweep
from tests.browser.player.page import (
    CHROMIUM,
    chromium,
    open_player,
    put_on_air,
    state,
    wait_for,
)
from tests.merchant_app.music_on_disk import grant_for, track_with_audio

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium"),
]


def test_a_lost_grant_ends_the_track_that_plays(
    live_server: LiveServer, device: PlayerDevice, grants: list[Grant], tracks: list[Track]
) -> None:
    long = track_with_audio("Long", seconds=60.0, hertz=300.0)
    grant = grant_for(long)
    put_on_air(device.store, [long, tracks[0]])
    with chromium(autoplay=True) as context:
        page = open_player(context, live_server, device)
        expect(page.locator("[data-title]")).to_have_text("Long")
        state(page, "playing")
        page.wait_for_timeout(1500)
        grant.delete()
        expect(page.locator("[data-title]")).to_have_text("Alpha", timeout=40_000)
        wait_for(lambda: Play.objects.filter(track=long).exists(), page)
    assert Play.objects.get(track=long).transition == "stop"


def test_a_revoked_song_fades_and_one_held_for_its_sound_is_heard_out(
    live_server: LiveServer, device: PlayerDevice, tracks: list[Track]
) -> None:
    revoked, held, kept = (
        track_with_audio(name, seconds=length, hertz=300.0)
        for name, length in (("Revoked", 60.0), ("Held", 24.0), ("Kept", 60.0))
    )
    grants = {track: grant_for(track, offline=True) for track in (revoked, held, kept)}
    put_on_air(device.store, [revoked, held, kept])
    with chromium(autoplay=True) as context:
        page = open_player(context, live_server, device)
        title = page.locator("[data-title]")
        expect(title).to_have_text("Revoked")
        state(page, "playing")
        page.wait_for_timeout(1500)
        grants[revoked].status = Grant.Status.REVOKED
        grants[revoked].save()
        rights_sweep()
        expect(title).to_have_text("Held", timeout=40_000)
        expect(page.locator("[data-note]")).to_contain_text("may not be played here any more")
        Track.objects.filter(pk=held.pk).update(quality_hold=True)
        rights_sweep()
        expect(title).to_have_text("Kept", timeout=60_000)
        wait_for(lambda: Play.objects.filter(track=held).exists(), page)
        assert page.problems == []
    stopped = Play.objects.get(track=revoked)
    assert (stopped.transition, stopped.cleared) == ("stop", True)
    heard_out = Play.objects.get(track=held)
    assert heard_out.transition == "natural"
    assert heard_out.cleared
    assert abs(heard_out.ms_played / 1000 - 24) < 2


def test_when_nothing_may_play_the_song_fades_into_silence_and_begins_again_by_itself(
    live_server: LiveServer, device: PlayerDevice, grants: list[Grant]
) -> None:
    long = track_with_audio("Long", seconds=60.0, hertz=300.0)
    grant = grant_for(long)
    put_on_air(device.store, [long])
    Grant.objects.exclude(pk=grant.pk).delete()
    with chromium(autoplay=True) as context:
        page = open_player(context, live_server, device)
        state(page, "playing")
        page.wait_for_timeout(1500)
        Grant.objects.filter(pk=grant.pk).update(status=Grant.Status.SUSPENDED)
        state(page, "off", timeout=50_000)
        wait_for(lambda: Play.objects.filter(track=long).exists(), page)
        Grant.objects.filter(pk=grant.pk).update(status=Grant.Status.ACTIVE)
        state(page, "playing", timeout=120_000)
        assert page.problems == []
