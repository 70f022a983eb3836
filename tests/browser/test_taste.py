"""A second brief of a shop starts from the first, in a real browser: seen, switched, held."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW
from tests.browser.stack import Stack

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def taught(stack: Stack) -> None:
    """A first playlist of the café: four tracks kept, two rejected, enough to start from."""
    brief = stack.matched(description="A calm café with piano", length=8)
    items = stack.ask(f"/api/v1/playlists/{brief['playlist']}/")["items"]
    ids = [item["track"]["id"] for item in items]
    stack.ask(f"/api/v1/playlists/{brief['playlist']}/feedback/", accept=ids[:4], reject=ids[4:6])


def test_what_was_taught_is_seen_and_switched(visit: Visit, stack: Stack) -> None:
    taught(stack)
    page = visit("owner", viewport=NARROW)
    page.goto(f"/stores/{stack.store()}/briefs/new/")
    own = page.locator("input[name=start_from][value=own]")
    expect(own).to_be_checked()
    expect(page.locator(".start-from")).to_contain_text("rejected in")
    page.locator("textarea[name=text]").first.fill("Lively in the evening")
    page.get_by_role("button", name="Find the music").click()
    page.wait_for_url("**/playlists/*/")
    switch = page.get_by_role("switch", name="Start from what was taught before")
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    page.get_by_text("Start from something else").click()
    choice = page.locator(".taste-choice").first
    expect(choice).to_have_attribute("aria-pressed", "false")
    choice.focus()
    page.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-checked", "true")


def test_how_sure_a_track_must_be(visit: Visit, stack: Stack) -> None:
    taught(stack)
    page = visit("owner")
    page.goto(f"/stores/{stack.store()}/taste/")
    usual = page.get_by_role("radio", name="as usual")
    expect(usual).to_be_checked()
    usual.focus()
    page.keyboard.press("ArrowDown")  # it slides like a slider
    expect(page.get_by_role("radio", name="careful")).to_be_checked()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("radio", name="careful")).to_be_checked()
    page.get_by_role("radio", name="as usual").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("radio", name="as usual")).to_be_checked()
