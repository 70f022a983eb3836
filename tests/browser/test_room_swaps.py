"""What is done in the listening room while it is being replaced: nothing of it is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.conftest import NARROW
from tests.browser.stack import Stack
from tests.browser.test_every_page import _look
from tests.browser.test_room import place, room, said, stage

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


class Held:
    """Answers to one address, made by the server and kept from the page until `let_go`."""

    def __init__(self, page: Page, address: str) -> None:
        self.kept: list[tuple[Route, APIResponse]] = []
        self.page = page
        page.route(re.compile(address), lambda route: self.kept.append((route, route.fetch())))

    def wait(self) -> None:
        for _turn in range(200):
            if self.kept:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("nothing was asked for")

    def let_go(self) -> None:
        for route, answer in self.kept:
            route.fulfill(response=answer)
        self.kept.clear()


def version(page: Page) -> Any:
    return expect(page.locator(".page-header"))


def test_an_answer_during_a_round_stays(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Slow piano", length=6)
    held = Held(page, r"/feedback/$")
    page.keyboard.press("r")
    expect(place(page)).to_have_text("track 2 of 6")
    page.keyboard.press("n")
    held.wait()
    track = stage(page).get_attribute("data-track")
    page.keyboard.press("a")
    expect(page.locator("[data-save-state]")).to_have_text("Saved")
    # How to listen is chosen meanwhile, too.
    page.locator("label", has=page.locator("[name=room-view][value=list]")).click()
    held.let_go()
    version(page).to_contain_text("Version 2")
    button = page.locator(f'.track-row[data-track="{track}"] [data-verdict=accept]')
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[name=room-view][value=list]")).to_be_checked()
    expect(page.locator("[data-room]")).to_have_attribute("data-view", "list")
    assert said(page, stack).count("accept") == 1


def test_an_older_answer_replaces_nothing(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Slow strings", length=5)
    held = Held(page, r"/feedback/$")
    page.keyboard.press("a")
    page.keyboard.press("n")
    held.wait()
    playlist = page.url.removeprefix(stack.url)
    items = stack.ask(f"/api/v1{playlist}")["items"]
    stack.ask(f"/api/v1{playlist}feedback/", reject=[items[-1]["track"]["id"]])
    page.evaluate("htmx.ajax('GET', location.pathname, {target: '#room', swap: 'innerHTML'})")
    version(page).to_contain_text("Version 3")
    held.let_go()
    page.wait_for_timeout(400)
    version(page).to_contain_text("Version 3")


def test_a_press_reaches_its_button(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Soft acoustic guitar", length=5)
    button = stage(page).locator("[data-verdict=accept]")
    button.hover()
    page.mouse.down()
    with page.expect_response(re.compile(r"/playlists/\d+/$")):
        page.evaluate("htmx.ajax('GET', location.pathname, {target: '#room', swap: 'innerHTML'})")
    page.wait_for_timeout(200)
    page.mouse.up()
    expect(place(page)).to_have_text("track 2 of 5")
    expect(page.locator("[data-save-state]")).to_have_text("Saved")
    page.wait_for_timeout(300)  # the room that waited has come
    expect(place(page)).to_have_text("track 2 of 5")
    assert said(page, stack).count("accept") == 1


def test_the_space_bar_reaches_its_button(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Soft electric guitar", length=5)
    stage(page).locator("[data-play]").focus()
    page.keyboard.down(" ")
    with page.expect_response(re.compile(r"/playlists/\d+/$")):
        page.evaluate("htmx.ajax('GET', location.pathname, {target: '#room', swap: 'innerHTML'})")
    page.wait_for_timeout(200)
    page.keyboard.up(" ")
    expect(stage(page)).to_have_class(re.compile("playing"))
    expect(stage(page)).to_have_attribute("data-stage", "")


def test_keys_and_taps_mean_one_answer(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Warm folk", length=6)
    page.keyboard.down("a")
    for _repeat in range(4):
        page.keyboard.down("a")  # held down
    page.keyboard.up("a")
    expect(place(page)).to_have_text("track 2 of 6")
    stage(page).locator("[data-verdict=reject]").dblclick()
    expect(place(page)).to_have_text("track 3 of 6")
    # Saying again what stands leaves it as it is.
    page.keyboard.press("k")
    expect(place(page)).to_have_text("track 2 of 6")
    page.keyboard.press("k")
    expect(place(page)).to_have_text("track 1 of 6")
    page.keyboard.press("a")
    expect(place(page)).to_have_text("track 3 of 6")
    expect(page.locator("[data-save-state]")).to_have_text("Saved")
    assert [kind for kind in said(page, stack) if kind] == ["accept", "reject"]


def test_a_question_stays_when_its_track_ends(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Quiet evening", length=3)
    track = stage(page).get_attribute("data-track")
    page.keyboard.press(" ")
    expect(stage(page)).to_have_class(re.compile("playing"))
    page.evaluate("document.addEventListener('foyer:ended', () => { window.ended = true; })")
    for _jump in range(40):
        page.keyboard.press("ArrowRight")
        if page.evaluate("window.ended"):
            break
    page.wait_for_function("window.ended")
    expect(stage(page)).to_have_class(re.compile("playing"))
    expect(stage(page)).to_have_attribute("data-track", track or "")


def test_a_round_waits_for_its_answers(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Evening piano", length=3, viewport=NARROW)
    page.context.set_offline(True)
    for _answer in range(3):
        page.keyboard.press("a")
    page.locator("[data-round-done]").get_by_role("button", name="Next round").click()
    expect(page.locator(".toast.warning")).to_contain_text("have to be sent first")
    assert not _look(page)
    page.context.set_offline(False)
    expect(page.locator("[data-save-state]")).to_have_text("Saved")
    page.locator("[data-round-done]").get_by_role("button", name="Next round").click()
    version(page).to_contain_text("Version 2")


def test_all_tracks_on_a_phone(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Calm strings", length=5, viewport=NARROW, has_touch=True)
    page.get_by_role("button", name="All tracks").click()
    page.locator(".room-pick").nth(3).click()
    expect(place(page)).to_have_text("track 4 of 5")
    page.keyboard.press("r")
    page.keyboard.press("n")
    version(page).to_contain_text("Version 2")
    expect(page.locator(".room-pick").first).to_be_visible()  # it stays open
    assert not _look(page)


def test_what_sounds_goes_on(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Piano at noon", length=5)
    page.keyboard.press("s")  # the second track is heard, the first stands open no more
    expect(stage(page)).to_have_class(re.compile("playing"))
    track = stage(page).get_attribute("data-track")
    with page.expect_response(re.compile(r"/playlists/\d+/$")):
        page.evaluate("htmx.ajax('GET', location.pathname, {target: '#room', swap: 'innerHTML'})")
    expect(page.locator("#room.htmx-swapping, #room.htmx-settling")).to_have_count(0)
    expect(stage(page)).to_have_attribute("data-track", track or "")
    expect(stage(page)).to_have_class(re.compile("playing"))


def test_a_reload_in_the_middle(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Old songs", length=4)
    held = Held(page, r"/say/$")
    page.keyboard.press("a")
    held.wait()  # the server has it, the page never hears of it
    held.kept.clear()
    page.reload()
    held.wait()  # so it is sent again
    held.let_go()
    expect(page.locator("[data-save-state]")).to_have_text("Saved")
    expect(page.locator(".track-row").first.locator("[data-verdict=accept]")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(place(page)).to_have_text("track 2 of 4")
    assert said(page, stack) == ["accept", "", "", ""]
