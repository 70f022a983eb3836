"""A real browser before a real stack. Without a browser the journeys are skipped, in CI failed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from matching.profile.track import TrackProfile
from tests.browser.hands import wait_until_loaded
from tests.browser.stack import ROOT, Stack

CHROMIUM = Path("/usr/bin/chromium")
RESULTS = ROOT / "test-results"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]
#: What the console says when a test takes the connection away: it means it.
UNANSWERED = (
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
    "htmx:sendError",
    "htmx:afterRequest",
)
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}


#: Milliseconds. Long, for machines that do much else meanwhile; whoever waits goes on at once.
PATIENCE = 30_000
#: What htmx marks while it asks, swaps and settles.
BUSY = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"

expect.set_options(timeout=PATIENCE)


def browser_or_skip() -> None:
    """Skip where there is no browser; in CI that is a failure, not a choice."""
    if CHROMIUM.exists():
        return
    if os.environ.get("CI"):
        pytest.fail(f"CI without a browser: {CHROMIUM} is missing")
    pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")


@pytest.fixture(scope="package", autouse=True)
def patient_hands() -> Iterator[None]:
    """Nobody here presses a key before the page's scripts can hear it."""
    with pytest.MonkeyPatch.context() as patch:
        wait_until_loaded(patch)
        yield


@pytest.fixture(scope="package")
def stack(heard: dict[str, TrackProfile]) -> Iterator[Stack]:
    browser_or_skip()
    with Stack(heard) as running:
        yield running


# Playwright's loop would make Django refuse the database to tests of other modules.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    browser_or_skip()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def context_of(browser: Browser, stack: Stack) -> Callable[..., BrowserContext]:
    """Call with a person of the demonstration ("owner"): a context signed in as them."""

    def make(person: str = "", **options: Any) -> BrowserContext:
        if person and person not in stack.states:
            stack.states[person] = _signed_in(browser, stack, person)
        return browser.new_context(
            base_url=stack.url,
            viewport=options.pop("viewport", WIDE),
            storage_state=stack.states.get(person),
            **options,
        )

    return make


def _signed_in(browser: Browser, stack: Stack, person: str) -> Any:
    context = browser.new_context(base_url=stack.url)
    page = context.new_page()
    page.goto("/account/login/")
    page.fill("input[name=login]", stack.people[person]["email"])
    page.fill("input[name=password]", stack.people[person]["password"])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/account/login/" not in address)
    state = context.storage_state()
    context.close()
    return state


def settled(page: Page) -> None:
    """Wait until everything that htmx asked for has come and is in its place."""
    expect(page.locator(BUSY)).to_have_count(0)


def watched(page: Page) -> list[str]:
    """What goes wrong on a page from now on: script errors, refusals by the content policy."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))

    def heed(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(UNANSWERED):
            found.append(message.text)

    page.on("console", heed)
    return found


@pytest.fixture
def visit(
    context_of: Callable[..., BrowserContext], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Call with a person: a fresh page. A failing test leaves a picture of each in test-results/.

    A test that ends well must have left no error in any page's console.
    """
    pages: list[tuple[Page, list[str]]] = []

    def open_page(person: str = "", **options: Any) -> Page:
        page = context_of(person, **options).new_page()
        page.set_default_timeout(PATIENCE)
        pages.append((page, watched(page)))
        return page

    yield open_page
    failed = getattr(request.node, "journey_failed", False)
    troubles = [trouble for _page, found in pages for trouble in found]
    for number, (page, _found) in enumerate(pages):
        if failed or troubles:
            RESULTS.mkdir(exist_ok=True)
            name = re.sub(r"[^\w-]+", "_", request.node.name)
            page.screenshot(path=RESULTS / f"{name}-{number}.png", full_page=True)
        page.context.close()
    assert failed or not troubles, troubles


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey that fails is tried once more: a browser's start may time out on a busy machine.

    It is listed as RERUN with its picture in test-results/, and looked into all the same: two such
    were races of the product. What fails twice fails.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[None]:  # the report goes through unchanged
    report = yield
    if call.when == "call":
        item.journey_failed = report.failed  # type: ignore[attr-defined]
    return report
