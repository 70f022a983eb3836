"""The listening room in a real browser: keys, undo, swipes, a lost connection, wishes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW, settled
from tests.browser.stack import Stack
from tests.browser.test_every_page import _look

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
#: Notes when an answer was given and when the next sound began.
CLOCK = """
window.clock = {answers: [], sounds: []};
document.addEventListener("foyer:verdict", () => clock.answers.push(performance.now()), true);
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  this.onplaying = () => clock.sounds.push({at: performance.now(), from: this.currentTime});
  return play.call(this);
};
"""
#: A finger that pushes the track on the stage away.
PUSH = """(row, by) => {
    const at = (type, x) => row.querySelector(".why-fits").dispatchEvent(new PointerEvent(type, {
        bubbles: true, pointerId: 7, pointerType: "touch", clientX: x, clientY: 400,
    }));
    at("pointerdown", 200); at("pointermove", 200 + by / 2); at("pointermove", 200 + by);
    const seen = {lean: row.dataset.lean, enough: row.hasAttribute("data-enough")};
    at("pointerup", 200 + by);
    return seen;
}"""


def room(visit: Visit, stack: Stack, words: str, **options: Any) -> Page:
    """The owner's listening room of a new playlist of ten, one by one."""
    length = options.pop("length", 10)
    brief = stack.matched(description=words, length=length)
    page = visit("owner", **options)
    page.add_init_script(CLOCK)
    page.goto(f"/playlists/{brief['playlist']}/")
    return page


def place(page: Page) -> Locator:
    return page.locator("[data-round-place]")


def stage(page: Page) -> Locator:
    return page.locator(".track-row.current")


def said(page: Page, stack: Stack) -> list[str]:
    """What the server holds of the list, in its order."""
    found = stack.ask(f"/api/v1{page.url.removeprefix(stack.url)}")
    return [item["verdict"] for item in found["items"]]


def test_ten_answers_by_key(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "A calm café with piano")
    expect(place(page)).to_have_text("track 1 of 10")
    page.keyboard.press(" ")
    expect(stage(page)).to_have_class(re.compile("playing"))
    for number, key in enumerate("aarsmlaara", start=1):
        track = stage(page).get_attribute("data-track")
        page.wait_for_timeout(300)  # nobody answers faster than they hear
        page.keyboard.press(key)
        if number < 10:
            expect(stage(page)).not_to_have_attribute("data-track", track or "")
            expect(stage(page)).to_have_class(re.compile("playing"))
    done = page.locator("[data-round-done]")
    expect(done).to_contain_text("6 kept, 3 not for us")
    expect(done).to_be_focused()
    clock = page.evaluate("clock")
    # After every answer the next track sounds, at its telling part; the first was started by hand.
    first = [
        next(sound for sound in clock["sounds"] if sound["at"] > answer)
        for answer in clock["answers"][:-1]
    ]
    assert sum(sound["from"] > 1 for sound in first) >= 5
    expect(page.locator("[data-save-state]")).to_have_text("Saved")
    assert sorted(said(page, stack)) == sorted(
        ["accept", "accept", "reject", "skip", "more", "less", "accept", "accept", "reject",
         "accept"]
    )  # fmt: skip
    assert not _look(page)
    page.keyboard.press("n")
    expect(page.locator(".page-header")).to_contain_text("Version 2")
    expect(page.locator(".sure-sentence")).to_contain_text("of the next 10")
    # What still sounded was kept; the new round begins with a question nonetheless.
    expect(place(page)).to_have_text(re.compile("^track 1 of"))
    expect(stage(page)).to_have_attribute("data-asked", "")


def test_undo_goes_back(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Soft guitar", length=4)
    first = stage(page).get_attribute("data-track")
    page.keyboard.press("a")
    expect(page.locator(".toast")).to_contain_text("that is it")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(stage(page)).to_have_attribute("data-track", first or "")
    expect(stage(page).get_by_role("button", name="That is it")).to_have_attribute(
        "aria-pressed", "false"
    )
    expect(page.locator("[data-save-state]")).to_have_text("Saved")
    assert said(page, stack) == [""] * 4
    for _answer in range(4):
        page.keyboard.press("r")
    expect(page.locator("[data-round-done]")).to_be_visible()
    page.reload()  # what was said survives, and can still be taken back
    expect(page.locator("[data-round-done]")).to_be_visible()
    page.keyboard.press("u")
    expect(stage(page)).to_be_visible()
    expect(place(page)).to_have_text("track 4 of 4")


def test_swipes_on_a_phone(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Warm evening jazz", length=4, viewport=NARROW, has_touch=True)
    tracks = [stage(page).get_attribute("data-track")]
    assert stage(page).evaluate(PUSH, 60) == {"lean": "yes", "enough": False}
    expect(place(page)).to_have_text("track 1 of 4")
    assert stage(page).evaluate(PUSH, 160) == {"lean": "yes", "enough": True}
    expect(place(page)).to_have_text("track 2 of 4")
    tracks.append(stage(page).get_attribute("data-track"))
    assert stage(page).evaluate(PUSH, -160) == {"lean": "no", "enough": True}
    expect(place(page)).to_have_text("track 3 of 4")
    for track, pressed in zip(tracks, ("yes", "no"), strict=True):
        button = page.locator(f'[data-track="{track}"] .verdicts .{pressed}')
        expect(button).to_have_attribute("aria-pressed", "true")
    assert not _look(page)


def test_a_lost_connection_loses_nothing(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Bright morning music", length=6, viewport=NARROW)
    page.keyboard.press("a")
    expect(page.locator("[data-save-state]")).to_have_text("Saved")
    page.context.set_offline(True)
    for key in ("r", "a", "a", "u"):
        page.keyboard.press(key)
    saving = page.locator("[data-save-state]")
    expect(saving).to_contain_text("to be sent when the connection is back")
    expect(page.locator("[data-offline]")).to_be_visible()
    assert sum(bool(kind) for kind in said(page, stack)) == 1
    page.context.set_offline(False)
    expect(saving).to_have_text("Saved")
    expect(page.locator("[data-offline]")).to_be_hidden()
    assert [kind for kind in said(page, stack) if kind] == ["accept", "reject", "accept"]


def test_two_tabs_agree(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Gentle folk", length=4)
    other = page.context.new_page()
    other.goto(page.url)
    page.keyboard.press("a")
    first = other.locator(".track-row").first.locator(".verdicts .yes")
    expect(first).to_have_attribute("aria-pressed", "true")
    for _answer in range(3):
        page.keyboard.press("a")
    expect(other.locator("[data-round-done]")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator(".page-header")).to_contain_text("Version 2")
    # All four were kept: there is nothing to ask, and it says so.
    expect(page.locator("[data-round-done]")).to_contain_text("Every track here is decided")
    other.keyboard.press("u")
    expect(other.locator(".page-header")).to_contain_text("Version 3")


def test_a_track_that_cannot_be_played(visit: Visit, stack: Stack) -> None:
    brief = stack.matched(description="Old rock", length=3)
    page = visit("owner")
    page.route("**/media/**", lambda route: route.fulfill(status=204))
    page.goto(f"/playlists/{brief['playlist']}/")
    with page.expect_response(re.compile(r"/playlists/\d+/")):  # the room is looked up once
        page.keyboard.press(" ")
    expect(page.locator(".toast.error")).to_contain_text("cannot be played just now")
    settled(page)
    expect(stage(page).locator(".track-failed")).to_be_visible()
    page.keyboard.press("s")
    expect(place(page)).to_have_text("track 2 of 3")


def test_wishes_answer_at_once(visit: Visit, stack: Stack) -> None:
    page = room(visit, stack, "Slow piano, no vocals", length=8)
    wish = page.locator(".wish", has_text="piano")
    wish.locator("summary").click()
    slider = wish.locator("[data-strength]")
    slider.focus()
    step = slider.input_value()
    page.keyboard.press("ArrowLeft" if step == "5" else "ArrowRight")
    expect(page.locator(".page-header")).to_contain_text("Version 2")
    expect(page.locator(".toast")).to_contain_text(re.compile("changed|stay the same"))
    # Whoever works by keyboard stays at the slider, and the editor stays open.
    expect(page.locator(".wish[open] [data-strength]")).to_be_focused()
    assert not _look(page)
    wish.get_by_role("button", name="Lock").click()
    expect(wish.get_by_role("button", name="Unlock")).to_be_visible()
    page.get_by_role("button", name="More, less or never").click()
    page.get_by_role("searchbox").fill("鼓")
    expect(page.locator("dialog [data-words]:visible")).to_have_count(1)
    assert not _look(page)
    page.get_by_role("button", name="Forbid: drums").click()
    forbidden = page.get_by_role("button", name="Forbidden: drums")
    expect(forbidden).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".wishes")).to_contain_text("never: drums")
    expect(page.get_by_role("button", name="More, less or never")).to_be_visible()


def test_a_list_of_one_in_chinese(visit: Visit, stack: Stack) -> None:
    brief = stack.matched(description="Quiet strings", store="tea_house", length=1)
    page = visit("colleague", locale="zh-CN")
    page.goto(f"/playlists/{brief['playlist']}/")
    expect(place(page)).to_have_text("第 1 首，共 1 首")
    page.keyboard.press("a")
    expect(page.locator("[data-round-done]")).to_contain_text("这一轮结束了")
    expect(page.locator("[data-save-state]")).to_have_text("已保存")
    assert not _look(page)
