"""The shop's player in a real browser: tracks in a row, plays on record, a refused autoplay."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from merchant_app.accounts.models import Organisation
from merchant_app.onair.models import Play, PlayerDevice
from merchant_app.onair.services import device_revoke, publish, unpublish
from merchant_app.onair.services.sweeping import rights_sweep
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.stores.models import Store
from tests.merchant_app.music_on_disk import grant_for, track_with_audio

CHROMIUM = Path("/usr/bin/chromium")
SECONDS = 4.0

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium"),
]


@pytest.fixture(autouse=True)
def _async_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    # Playwright's synchronous interface runs an event loop in this thread; the ORM is safe here.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def _quiet_server(live_server: LiveServer) -> Iterator[None]:
    """Let the server's threads end: a browser sends its last plays while it closes."""
    yield
    end = time.monotonic() + 10
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(others, [connection.settings_dict["NAME"]])
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.1)


@pytest.fixture
def tracks(db: None) -> list[Track]:
    return [
        track_with_audio(name, seconds=SECONDS, hertz=220.0 * (n + 2), kind=kind)
        for n, (name, kind) in enumerate([("Alpha", "wav"), ("Beta", "ogg"), ("Gamma", "flac")])
    ]


@pytest.fixture
def grants(tracks: list[Track]) -> list[Grant]:
    return [grant_for(track) for track in tracks]


@pytest.fixture
def device(tracks: list[Track], grants: list[Grant]) -> PlayerDevice:
    store = Store.objects.create(
        organisation=Organisation.objects.create(name="O"),
        name="Harbour café",
        territory="DE",
        timezone="Europe/Berlin",
    )
    put_on_air(store, tracks)
    return PlayerDevice.objects.create(store=store, name="Counter")


def put_on_air(store: Store, tracks: list[Track]) -> PlaylistVersion:
    playlist = Playlist.objects.create(store=store, name="Day", version_number=1)
    version = PlaylistVersion.objects.create(playlist=playlist, number=1, origin="match")
    for place, track in enumerate(tracks):
        PlaylistItem.objects.create(version=version, position=place, track=track)
    publish(store=store, version=version, user=None)
    return version


@contextmanager
def chromium(*, autoplay: bool) -> Iterator[Any]:
    policy = "no-user-gesture-required" if autoplay else "document-user-activation-required"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", f"--autoplay-policy={policy}"]
        )
        try:
            yield browser.new_context()
        finally:
            browser.close()
            # Inside Playwright's loop the ORM has a connection of its own.
            connections.close_all()


def open_player(context: Any, live_server: LiveServer, device: PlayerDevice) -> Page:
    page: Page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            page.problems.append(message.text)
            if "Content Security Policy" in message.text
            else None
        ),
    )
    page.goto(f"{live_server.url}/player/{device.token}/")
    return page


def state(page: Page, name: str, timeout: float = 10_000) -> None:
    expect(page.locator("[data-onair]")).to_have_attribute("data-state", name, timeout=timeout)


def wait_for(condition: Callable[[], bool], page: Page, seconds: float = 25) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        page.wait_for_timeout(200)


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
        state(page, "withdrawn", timeout=20_000)


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
        expect(page.locator("[data-title]")).to_have_text("Alpha", timeout=20_000)
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
        expect(title).to_have_text("Held", timeout=20_000)
        expect(page.locator("[data-note]")).to_contain_text("may not be played here any more")
        Track.objects.filter(pk=held.pk).update(quality_hold=True)
        rights_sweep()
        expect(title).to_have_text("Kept", timeout=40_000)
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
        state(page, "off", timeout=25_000)
        wait_for(lambda: Play.objects.filter(track=long).exists(), page)
        Grant.objects.filter(pk=grant.pk).update(status=Grant.Status.ACTIVE)
        state(page, "playing", timeout=75_000)
        assert page.problems == []


def test_a_reload_goes_on_and_loses_no_play(
    live_server: LiveServer, device: PlayerDevice, tracks: list[Track]
) -> None:
    with chromium(autoplay=True) as context:
        page = open_player(context, live_server, device)
        state(page, "playing")
        page.wait_for_timeout(1500)
        page.reload()
        expect(page.locator("[data-title]")).to_have_text("Beta")
        wait_for(lambda: Play.objects.count() >= 1, page)
    assert Play.objects.get(track=tracks[0]).transition == "stop"


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
        expect(page.locator("[data-network]")).to_be_visible(timeout=20_000)
        state(page, "playing")
        kept = Play.objects.count()
        context.set_offline(False)
        wait_for(lambda: Play.objects.count() > kept, page, seconds=40)
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
        for _ in range(8):
            page.keyboard.press("j")
            page.wait_for_timeout(350)
            heard.add(page.locator("[data-title]").inner_text())
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
