"""Tracks in a row, plays on record, a refused autoplay, lost connections, other tabs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from licensing.catalogue.models import Track
from merchant_app.onair.models import Play, PlayerDevice
from merchant_app.onair.services import device_revoke, publish, unpublish
from tests.browser.player.page import (
    CHROMIUM,
    SECONDS,
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


def test_tracks_play_in_a_row_and_are_recorded(
    live_server: LiveServer, device: PlayerDevice, tracks: list[Track]
) -> None:
    with chromium(autoplay=True) as context:
        page = open_player(context, live_server, device)
        state(page, "playing")
        expect(page.locator("[data-title]")).to_have_text("Alpha")
        expect(page.locator("[data-next-title]")).to_have_text("Beta")
        wait_for(lambda: Play.objects.count() >= 3, page)
        assert page.problems == []
    plays = list(Play.objects.order_by("started_at"))[:3]
    assert [play.track for play in plays] == tracks  # in order, nothing twice, three formats
    for play in plays:
        assert play.cleared
        assert play.transition == "natural"
        assert play.publication is not None
        assert abs(play.ms_played / 1000 - SECONDS) < 1.0
    for before, after in pairwise(plays):
        # The next begins while the last one fades: no gap.
        assert (after.started_at - before.started_at).total_seconds() < SECONDS + 0.3
    device.refresh_from_db()
    assert device.last_sound_at is not None


def test_a_refused_autoplay_asks_for_one_tap(live_server: LiveServer, device: PlayerDevice) -> None:
    with chromium(autoplay=False) as context:
        page = open_player(context, live_server, device)
        # Looking at the page by script counts as a gesture for Chromium: leave it alone first.
        page.wait_for_timeout(3000)
        state(page, "blocked")
        start = page.get_by_role("button", name="Start the music")
        expect(start).to_be_visible()
        expect(start).to_be_focused()
        page.wait_for_timeout(2000)
        assert Play.objects.count() == 0
        start.click()
        state(page, "playing")
        wait_for(lambda: Play.objects.count() >= 1, page)
        assert page.problems == []


def test_it_starts_by_itself_stops_and_is_withdrawn(
    live_server: LiveServer, device: PlayerDevice
) -> None:
    store = device.store
    version = store.publications.get().version
    unpublish(store=store)
    with chromium(autoplay=True) as context:
        page = open_player(context, live_server, device)
        state(page, "off")
        expect(page.get_by_role("heading", name="Nothing is on air")).to_be_visible()
        publish(store=store, version=version, user=None)
        page.reload()
        state(page, "playing")
        device_revoke(device=device)
        state(page, "withdrawn", timeout=40_000)


def test_a_reload_goes_on_and_loses_no_play(
    live_server: LiveServer, device: PlayerDevice, tracks: list[Track]
) -> None:
    first, second = (
        track_with_audio(name, seconds=60.0, hertz=300.0) for name in ("First", "Second")
    )
    grant_for(first, second)
    put_on_air(device.store, [first, second])
    with chromium(autoplay=True) as context:
        page = open_player(context, live_server, device)
        state(page, "playing")
        page.wait_for_timeout(1500)
        page.reload()
        expect(page.locator("[data-title]")).to_have_text("Second")
        wait_for(lambda: Play.objects.count() >= 1, page)
    assert Play.objects.get(track=first).transition == "stop"


def test_two_tabs_do_not_play_at_once(live_server: LiveServer, device: PlayerDevice) -> None:
    with chromium(autoplay=True) as context:
        first = open_player(context, live_server, device)
        state(first, "playing")
        second = open_player(context, live_server, device)
        state(second, "elsewhere")
        second.get_by_role("button", name="Play here instead").click()
        state(second, "playing")
        state(first, "elsewhere")


def test_without_a_connection_the_music_goes_on_and_plays_are_sent_later(
    live_server: LiveServer, device: PlayerDevice
) -> None:
    with chromium(autoplay=True) as context:
        page = open_player(context, live_server, device)
        state(page, "playing")
        page.wait_for_timeout(2500)  # the next tracks are fetched meanwhile
        context.set_offline(True)
        expect(page.locator("[data-title]")).to_have_text("Beta")
        expect(page.locator("[data-network]")).to_be_visible(timeout=40_000)
        state(page, "playing")
        kept = Play.objects.count()
        context.set_offline(False)
        wait_for(lambda: Play.objects.count() > kept, page)
        expect(page.locator("[data-network]")).to_be_hidden()


def test_after_a_lost_connection_every_track_comes_again(
    live_server: LiveServer, device: PlayerDevice, tracks: list[Track]
) -> None:
    more = [track_with_audio(name, seconds=20.0, hertz=300.0) for name in ("Delta", "Eta", "Zeta")]
    for track in more:
        grant_for(track)
    put_on_air(device.store, [*more, *tracks])
    with chromium(autoplay=True) as context:
        page = open_player(context, live_server, device)
        state(page, "playing")
        context.set_offline(True)
        expect(page.locator("[data-network]")).to_be_visible()
        for _ in range(4):
            page.keyboard.press("j")
            page.wait_for_timeout(200)
        context.set_offline(False)
        expect(page.locator("[data-network]")).to_be_hidden()
        state(page, "playing")
        heard = set()
        title = page.locator("[data-title]")
        for _ in range(8):
            before = title.inner_text()
            page.keyboard.press("j")
            expect(title).not_to_have_text(before)
            heard.add(title.inner_text())
    assert heard == {track.title for track in [*more, *tracks]}


def test_a_new_playlist_waits_for_the_end_of_the_track(
    live_server: LiveServer, device: PlayerDevice, tracks: list[Track]
) -> None:
    first = track_with_audio("First", seconds=20.0, hertz=300.0)
    grant_for(first)
    put_on_air(device.store, [first])
    with chromium(autoplay=True) as context:
        page = open_player(context, live_server, device)
        expect(page.locator("[data-title]")).to_have_text("First")
        put_on_air(device.store, [tracks[1]])
        expect(page.locator("[data-next-title]")).to_have_text("Beta", timeout=18_000)
        expect(page.locator("[data-title]")).to_have_text("First")
        expect(page.locator("[data-title]")).to_have_text("Beta", timeout=20_000)
        wait_for(lambda: Play.objects.filter(track=first).exists(), page)
    assert Play.objects.get(track=first).transition == "natural"


def test_silence_is_seen(live_server: LiveServer, device: PlayerDevice) -> None:
    with chromium(autoplay=True) as context:
        page = open_player(context, live_server, device)
        state(page, "playing")
        page.get_by_label("Volume").fill("0")
        state(page, "silent")
        expect(page.get_by_role("alert")).to_contain_text("The volume is at zero.")
        page.get_by_label("Volume").fill("60")
        state(page, "playing")
        expect(page.get_by_role("alert")).to_be_hidden()
