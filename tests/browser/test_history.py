"""What a team said: taken out as a file and forgotten, clicked through by its owner."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW
from tests.browser.stack import Stack
from tests.browser.test_every_page import _look

pytestmark = pytest.mark.browser


def test_answers_are_taken_out_and_forgotten(visit: Callable[..., Page], stack: Stack) -> None:
    brief = stack.matched(description="Something to forget", length=4)
    playlist = f"/api/v1/playlists/{brief['playlist']}/"
    ids = [item["track"]["id"] for item in stack.ask(playlist)["items"]]
    stack.ask(f"{playlist}feedback/", accept=ids[:1], reject=ids[1:2])
    page = visit("owner", viewport=NARROW)
    page.goto("/team/settings/")
    page.get_by_role("link", name="Answers and forgetting").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download").click()
    assert taken.value.suggested_filename.endswith(".parquet")
    page.get_by_role("button", name="Have it forgotten").click()
    expect(page.get_by_role("dialog")).to_be_hidden()  # nothing is chosen yet
    name = stack.ask(playlist)["name"]
    choice = page.locator("#forget-what")
    choice.select_option(value=f"playlist:{brief['playlist']}")
    page.get_by_role("button", name="Have it forgotten").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{name}: 2 answers. They cannot be brought back.")
    assert not _look(page)
    dialog.get_by_role("button", name="Forget them").click()
    expect(page.locator(".toast")).to_contain_text("2 answers were forgotten")
    expect(page.get_by_text("Forgotten on request")).to_be_visible()
    page.goto(f"/playlists/{brief['playlist']}/")  # the room is as if nothing had been said
    expect(page.locator("[data-round-place]")).to_have_text("track 1 of 4")
    expect(page.locator(".room-pick.accepted")).to_have_count(0)
