"""An editor's list with nothing but the keyboard: move, pick a range, change, undo, search."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def test_tracks_are_picked_changed_and_changed_back_by_keys(visit: Visit) -> None:
    page = visit("editor")
    page.goto("/desk/tracks/")
    rows = page.locator(".desk-row")
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.locator("[data-pick]:checked")).to_have_count(3)
    expect(page.locator("#picked")).to_contain_text("3 tracks")
    page.keyboard.press("e")
    expect(page.locator("#bulk-form [name=tags_added]")).to_be_focused()
    page.keyboard.type("from the keyboard")
    page.keyboard.press("Enter")
    last = page.locator(".desk-last")
    expect(last).to_contain_text("from the keyboard")
    page.keyboard.press("u")
    page.wait_for_url(re.compile(r"/desk/bulk/\d+/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Undone: 3 tracks")

    page.goto("/desk/tracks/")
    title = rows.nth(0).get_attribute("data-title") or ""
    page.keyboard.press("/")
    page.keyboard.type(title)
    page.wait_for_url(re.compile(r"\?.*q="))
    expect(rows.first).to_have_attribute("data-title", title)
    assert "missing=" not in page.url
    page.keyboard.press("Tab")
    page.locator("main h1").click()
    page.keyboard.press("?")
    expect(page.locator("#desk-keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
