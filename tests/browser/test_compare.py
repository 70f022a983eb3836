"""Two versions compared by ear, blind, by keys alone; the winner is brought back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stack import Stack
from tests.browser.test_every_page import _look

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def kept(page: Page, key: str) -> None:
    """Press, and wait until the server holds how far that is."""
    with page.expect_response(re.compile("/ear/say/")) as answer:
        page.keyboard.press(key)
    assert answer.value.status == 204


def test_by_ear_from_the_list_of_rounds_to_the_winner(visit: Visit, stack: Stack) -> None:
    brief = stack.matched(description="Calm guitar for the evening", length=6)
    address = f"/api/v1/playlists/{brief['playlist']}/"
    listed = [item["track"]["id"] for item in stack.ask(address)["items"]]
    stack.ask(f"{address}feedback/", accept=[], reject=listed[:3])
    page = visit("owner")
    page.goto(f"/playlists/{brief['playlist']}/")
    page.get_by_role("link", name="Versions side by side").click()
    expect(page.get_by_role("heading", name="Only in version 1")).to_be_visible()
    expect(page.locator(".compare-why")).not_to_have_count(0)
    assert _look(page) == []
    page.get_by_role("link", name="Compare by ear").click()
    pairs = page.locator("[data-pair-of]")
    expect(pairs).not_to_have_count(0)
    count = pairs.count()
    assert 3 <= count <= 5
    with page.expect_response(re.compile("/media/")) as heard:
        page.keyboard.press("Space")
    assert heard.value.status == 206
    expect(page.locator("[data-hear][aria-pressed=true]")).to_have_count(1)
    for number in range(count):
        expect(page.locator("[data-place]")).to_have_text(f"Pair {number + 1} of {count}")
        of_first = {str(track) for track in listed}
        first = (pairs.nth(number).get_attribute("data-pair-of") or "").split("-")[0]
        if number == 0:
            assert _look(page) == []
            kept(page, "2")
            expect(page.locator("[data-place]")).to_have_text(f"Pair 2 of {count}")
            kept(page, "Backspace")  # the wrong one: once more
            expect(page.locator("[data-place]")).to_have_text(f"Pair 1 of {count}")
        if number == 1:  # the page is loaded anew in between: it goes on
            page.reload()
            expect(page.locator("[data-place]")).to_have_text(f"Pair 2 of {count}")
            expect(page.get_by_text("You go on where you were.")).to_be_visible()
            assert _look(page) == []
        better = "1" if first in of_first else "2"
        if number < count - 1:
            kept(page, better)
        else:  # a slow server, and a hand that presses again meanwhile
            page.route("**/ear/say/", lambda route: (time.sleep(1), route.continue_())[1])
            page.keyboard.press(better)
    page.keyboard.press("1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Version 1 fits better")
    assert _look(page) == []
    with page.expect_response(re.compile("/media/")) as again:
        page.locator(".ear-named [data-play]").first.click()  # named now, and heard once more
    assert again.value.status == 206
    result = page.url
    page.get_by_role("button", name="Bring version 1 back").click()
    expect(page.locator(".page-header")).to_contain_text("Version 3")
    page.goto(result)
    page.get_by_role("button", name=re.compile("^Keep the")).click()
    expect(page.locator(".page-header")).to_contain_text("Version 4")
