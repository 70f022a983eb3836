"""The map draws under the page's own security policy, and its points can be pointed at."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from licensing.catalogue.models import Track
from merchant_app.playlists.models import Playlist, Verdict

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(signed_in: BrowserContext, playlist: Playlist, complaints: list[str]) -> Page:
    """The page of the map, drawn; what the browser complains of is collected."""
    page = signed_in.new_page()
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(reverse("atlas:map", args=[playlist.pk]))
    expect(page.locator("[data-map][data-shown]")).to_be_visible()
    return page


def _at(page: Page, place: dict[str, float]) -> tuple[float, float]:
    """Where on the page a place of the map is."""
    a, x, y = map(float, str(page.get_attribute("[data-map]", "data-view")).split())
    box = page.locator("[data-map] canvas").bounding_box()
    assert box is not None
    return box["x"] + a * place["x"] + x, box["y"] + y - a * place["y"]


def _marks(page: Page) -> list[dict]:
    return json.loads(page.locator("#map-data").text_content() or "")["marks"]


def _painted(page: Page) -> int:
    """How many pixels of the canvas are not empty."""
    return page.evaluate(
        "() => { const c = document.querySelector('[data-map] canvas');"
        " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n; }"
    )


def test_it_draws_and_every_mark_can_be_pointed_at_heard_and_said_more_of(
    page: Page, playlist: Playlist, complaints: list[str]
) -> None:
    assert page.get_attribute("[data-map]", "data-shown") == "24"
    assert _painted(page) > 500
    mark = _marks(page)[0]
    title = Track.objects.get(pk=mark["id"]).title
    x, y = _at(page, mark)
    page.mouse.move(x + 2, y + 1)
    expect(page.locator("[data-map-tip]")).to_contain_text(title)
    page.mouse.click(x + 1, y)
    row = page.locator("[data-map-track] .track-row")
    expect(row).to_contain_text(title)
    assert row.get_attribute("data-src")
    page.get_by_role("button", name="More like this").click()
    expect(page.locator("#toasts")).to_contain_text("Noted")
    assert Verdict.objects.get(playlist=playlist).track_id == mark["id"]
    assert complaints == []


def test_it_is_moved_by_wheel_buttons_and_keys(page: Page, complaints: list[str]) -> None:
    def seen() -> list[float]:
        page.wait_for_timeout(350)
        return [float(part) for part in str(page.get_attribute("[data-map]", "data-view")).split()]

    first = seen()
    page.get_by_role("button", name="Closer").click()
    closer = seen()
    assert closer[0] > first[0] * 1.5
    page.locator("[data-map] canvas").focus()
    page.keyboard.press("ArrowRight")
    moved = seen()
    assert moved[1] != closer[1]
    assert moved[0] == closer[0]
    page.get_by_role("button", name="Show everything").click()
    assert seen() == first
    assert complaints == []


def test_closer_goes_towards_music_and_never_into_the_void(page: Page) -> None:
    for _time in range(6):
        page.get_by_role("button", name="Closer").click()
        page.wait_for_timeout(250)
    assert _painted(page) > 50


def test_one_finger_scrolls_past_the_map_and_leaves_it_still(
    signed_in: BrowserContext, playlist: Playlist, live_server: LiveServer
) -> None:
    assert signed_in.browser is not None
    phone = signed_in.browser.new_context(
        base_url=live_server.url,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    phone.add_cookies(signed_in.cookies())
    page = phone.new_page()
    page.goto(reverse("atlas:map", args=[playlist.pk]))
    expect(page.locator("[data-map][data-shown]")).to_be_visible()
    seen, finger = page.get_attribute("[data-map]", "data-view"), phone.new_cdp_session(page)

    def touch(kind: str, *places: int) -> None:
        points = [{"x": 150, "y": y} for y in places]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 600)
    for y in range(580, 380, -20):
        touch("touchMove", y)
    touch("touchEnd")
    page.wait_for_function("() => scrollY > 50")
    assert page.get_attribute("[data-map]", "data-view") == seen
    phone.close()


def test_the_small_map_takes_up_each_answer(signed_in: BrowserContext, playlist: Playlist) -> None:
    page = signed_in.new_page()
    page.goto(reverse("playlists:detail", args=[playlist.pk]))
    expect(page.locator("#map-card [data-mark]")).to_have_count(8)
    track = page.locator(".track-row.current").get_attribute("data-track")
    mark = page.locator(f'[data-mark="{track}"]')
    page.keyboard.press("a")
    expect(mark).to_have_attribute("data-kind", "kept")
    expect(mark.locator(".map-kept")).to_have_count(1)
    expect(page.locator("[data-legend=kept]")).to_have_text("1 kept")
    page.keyboard.press("r")
    expect(page.locator("[data-legend=rejected]")).to_have_text("1 rejected")
    page.keyboard.press("u")
    page.keyboard.press("u")
    expect(page.locator("[data-legend=kept]")).to_have_text("0 kept")
    expect(mark.locator(".map-kept")).to_have_count(0)


def test_a_second_visit_asks_for_no_points_again(page: Page) -> None:
    page.reload()
    expect(page.locator("[data-map][data-shown]")).to_be_visible()
    sizes = page.evaluate(
        "() => performance.getEntriesByType('resource')"
        ".filter((each) => each.name.includes('/points/')).map((each) => each.transferSize)"
    )
    assert sizes == [0]


def test_without_a_canvas_the_table_is_left(signed_in: BrowserContext, playlist: Playlist) -> None:
    signed_in.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page = signed_in.new_page()
    page.goto(reverse("atlas:map", args=[playlist.pk]))
    expect(page.get_by_text("could not be drawn here")).to_be_visible()
    page.locator(".map-table th[scope=row] a").first.click()
    expect(page.locator("#tracks .track-row").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_open_to_everybody_and_never_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
