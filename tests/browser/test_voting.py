"""A colleague votes on a phone: touch, swipes, a lost connection, the end; no sign-in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW
from tests.browser.stack import Stack

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
PHONE = {"viewport": NARROW, "has_touch": True, "is_mobile": True}
SWIPE = """(row) => {
  const box = row.getBoundingClientRect(), y = box.top + 30, x = box.left + 150;
  const send = (kind, dx) => row.querySelector(".track-head").dispatchEvent(new PointerEvent(kind, {
    bubbles: true, pointerId: 7, pointerType: "touch", clientX: x + dx, clientY: y }));
  send("pointerdown", 0); send("pointermove", 60); send("pointermove", 140); send("pointerup", 140);
}"""


def fair(page: Page) -> None:
    """No grave finding of axe, nothing wider than the window."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    grave = [each["id"] for each in found if each["impact"] in ("serious", "critical")]
    assert not grave, grave
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_three_votes_by_touch_and_swipe(visit: Visit, stack: Stack) -> None:
    page = visit(**PHONE)
    page.goto(f"/vote/{stack.world['vote']}/")
    fair(page)
    page.get_by_label("Your name").fill("Anna")
    with page.expect_response(re.compile("/media/")) as heard:  # it begins by itself
        page.get_by_role("button", name="Start listening").tap()
    assert heard.value.status == 206
    row = page.locator(".track-row.current")
    expect(row).to_have_count(1)
    fair(page)
    first = row.get_attribute("data-track")
    row.get_by_role("button", name=re.compile("^Fits")).tap()
    expect(row).not_to_have_attribute("data-track", first or "")
    expect(page.locator("[data-progress-text]")).to_have_text("1 of 3")
    page.context.set_offline(True)
    row.evaluate(SWIPE)
    expect(page.locator("[data-unsent]")).to_contain_text("1 not sent yet")
    page.context.set_offline(False)
    expect(page.locator("[data-unsent]")).to_be_empty()
    row.get_by_role("button", name=re.compile("^Does not fit")).tap()
    page.wait_for_url("**/done/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Anna")
    fair(page)
    page.get_by_role("link", name="Change a vote").tap()
    pressed = page.locator(".track-row.current [aria-pressed=true]")
    expect(pressed).to_have_count(1)
    pressed.tap()  # taken back
    expect(page.locator("[data-progress-text]")).to_have_text("2 of 3")
    page.reload()
    expect(page.locator("[data-progress-text]")).to_have_text("2 of 3")
    page.get_by_role("button", name="Continue on another device").tap()
    expect(page.locator(".device-digits")).to_be_visible()
    fair(page)
    code = (page.locator(".device-digits").text_content() or "").strip()
    tablet = visit(**PHONE)
    tablet.goto(f"/vote/{stack.world['vote']}/")
    tablet.get_by_label("Your name").fill("Anna")
    tablet.get_by_role("button", name="Start listening").tap()
    expect(tablet.get_by_text("Somebody called Anna votes here already.")).to_be_visible()
    fair(tablet)
    tablet.get_by_label("Code from the other device").fill(code)
    tablet.get_by_role("button", name="Go on as myself").tap()
    expect(tablet.locator("[data-progress-text]")).to_have_text("2 of 3")


def test_votes_by_keys(visit: Visit, stack: Stack) -> None:
    page = visit()
    page.goto(f"/vote/{stack.world['vote']}/")
    page.get_by_label("Your name").fill("Ben")
    page.keyboard.press("Enter")
    expect(page.locator("[data-pick][aria-current]")).to_have_count(1)  # the script is at work
    for key in ("a", "r", "a"):
        page.keyboard.press(key)
    page.wait_for_url("**/done/")
    expect(page.locator(".result")).to_have_count(3)


def test_votes_come_into_the_room_by_themselves(visit: Visit, stack: Stack) -> None:
    phone = visit(**PHONE)
    phone.goto(f"/vote/{stack.world['vote']}/")
    phone.get_by_label("Your name").fill("Cleo")
    phone.get_by_role("button", name="Start listening").tap()
    row = phone.locator(".track-row.current")
    expect(row).to_have_count(1)
    room = visit("owner")
    room.goto(f"/playlists/{stack.world['voted_on']}/")
    votes = room.locator("#votes")
    cleo = votes.locator(".votes-people li", has_text="Cleo")
    expect(cleo).to_have_count(0)
    row.get_by_role("button", name=re.compile("^Fits")).tap()
    expect(cleo).to_contain_text("1 of one fits")
    room.get_by_text("Track by track").click()
    row.get_by_role("button", name=re.compile("^Fits")).tap()
    expect(cleo).to_contain_text("2 of 2 fit")
    expect(votes.locator("details")).to_have_attribute("open", "")
    expect(votes.locator("summary")).to_be_focused()
