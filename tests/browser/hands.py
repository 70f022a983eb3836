"""Hands that act once a page is there: its scripts are loaded, so no key falls into the void.

A browser shows a page before its modules have run. A person does not press a key within those
milliseconds; a test does, and the key is lost. `wait_until_loaded` makes every key, click and entry
of a test wait for the page's load event first.

`JOURNEYS_LATENCY` (milliseconds a request) and `JOURNEYS_THROTTLE` (times slower a processor) in
the environment slow every page down, to find journeys that are right on a fast machine only.
(A journey that cuts the line itself fails under a latency: the browser knows one such rule a page.)
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Keyboard, Locator, Page

LATENCY = float(os.environ.get("JOURNEYS_LATENCY", "0"))
THROTTLE = float(os.environ.get("JOURNEYS_THROTTLE", "1"))
BY_LOCATOR: tuple[str, ...] = (
    "click",
    "dblclick",
    "press",
    "press_sequentially",
    "fill",
    "check",
    "uncheck",
    "tap",
)
BY_LOCATOR += ("select_option", "set_checked", "set_input_files", "drag_to", "hover", "focus")
BY_PAGE = ("click", "press", "fill", "check", "select_option")
BY_KEYS = ("press", "type", "down", "insert_text")


def _loaded_first(act: Callable[..., Any], page_of: Callable[[Any], Page]) -> Callable[..., Any]:
    @functools.wraps(act)
    def wrapped(self: Any, *args: Any, **options: Any) -> Any:
        page_of(self).wait_for_load_state("load")
        return act(self, *args, **options)

    return wrapped


def wait_until_loaded(patch: pytest.MonkeyPatch) -> None:
    """Let every act of every page wait for its page's load event, and slow pages as asked for."""
    for name in BY_LOCATOR:
        patch.setattr(Locator, name, _loaded_first(getattr(Locator, name), lambda one: one.page))
    for name in BY_PAGE:
        patch.setattr(Page, name, _loaded_first(getattr(Page, name), lambda one: one))
    for name in BY_KEYS:
        patch.setattr(Keyboard, name, _loaded_first(getattr(Keyboard, name), _page_of_keyboard))
    patch.setattr(Page, "keyboard", property(_keyboard_that_knows(Page.keyboard.fget)))  # type: ignore[attr-defined]
    patch.setattr(BrowserContext, "new_page", _slowed(BrowserContext.new_page))


def _page_of_keyboard(keyboard: Any) -> Page:
    page: Page = keyboard.of_page
    return page


def _keyboard_that_knows(of: Callable[[Page], Any]) -> Callable[[Page], Keyboard]:
    def keyboard_of(page: Page) -> Keyboard:
        keyboard: Any = of(page)
        keyboard.of_page = page
        return keyboard  # type: ignore[no-any-return]

    return keyboard_of


def _slowed(new_page: Callable[[BrowserContext], Page]) -> Callable[[BrowserContext], Page]:
    @functools.wraps(new_page)
    def opened(context: BrowserContext) -> Page:
        page = new_page(context)
        if LATENCY or THROTTLE > 1:
            wire = context.new_cdp_session(page)
            limits = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
            wire.send("Network.emulateNetworkConditions", {**limits, "latency": LATENCY})
            wire.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        return page

    return opened
