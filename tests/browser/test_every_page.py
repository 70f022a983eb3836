"""Every page in both languages, wide and narrow: axe, console, width.

English pages are looked at in the light theme and Chinese ones in the dark, so both are checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import NARROW, RESULTS, WIDE, settled, watched
from tests.browser.pages import NOT_PAGES, PAGES
from tests.browser.stack import Stack

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "zh-Hans")
#: Who looks at the pages of a role in which language.
VISITORS = {
    ("anonymous", "en"): "",
    ("anonymous", "zh-Hans"): "",
    ("owner", "en"): "owner",
    ("owner", "zh-Hans"): "colleague",
    ("owner of webhooks", "en"): "owner",
    ("owner of webhooks", "zh-Hans"): "owner-zh",
    ("editor", "en"): "editor",
    ("editor", "zh-Hans"): "editor-zh",
    ("admin", "en"): "admin",
    ("admin", "zh-Hans"): "admin-zh",
    ("operator", "en"): "operator",
    ("operator", "zh-Hans"): "operator-zh",
}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
                                          "best-practice"]},
    "resultTypes": ["violations"],
}  # fmt: skip
GRAVE = {"serious", "critical"}
#: Swagger UI puts a copy button into the button that opens an operation. Both work by keyboard.
FOREIGN = {("nested-interactive", ".opblock")}


@pytest.fixture(scope="module")
def addresses(stack: Stack) -> dict[str, str]:
    """name → path. One brief in each state, a playlist with two versions, one of each thing."""
    ready = stack.matched(description="A calm café with old wood, piano, no vocals", length=8)
    playlist = ready["playlist"]
    items = stack.ask(f"/api/v1/playlists/{playlist}/")["items"]
    said = {"accept": [items[0]["track"]["id"]], "reject": [items[1]["track"]["id"]]}
    stack.ask(f"/api/v1/playlists/{playlist}/feedback/", **said)
    failed = stack.matched(description="🙂🙂🙂")
    assert failed["status"] == "failed"
    draft = stack.ask(
        f"/api/v1/stores/{stack.store()}/briefs/",
        draft=True,
        description="Slow guitar",
        seed_list="A – B",
    )
    store, player = {"store_id": stack.store()}, {"token": stack.world["player"]}
    arguments: dict[str, dict[str, Any]] = {
        "accounts:accept": {"token": stack.world["invitation"]},
        "account_reset_password_from_key": {"uidb36": "1", "key": "used-up"},
        "onair:player": player,
        **{f"stores:{page}": store for page in ("detail", "edit", "delete", "blocks", "taste")},
        "onair:store": store,
        "onair:plays": store,
        "briefs:list": store,
        "briefs:detail draft": {"pk": draft["id"]},
        "briefs:detail ready": {"pk": ready["id"]},
        "briefs:detail failed": {"pk": failed["id"]},
        "briefs:concepts draft": {"pk": draft["id"]},
        "briefs:concepts ready": {"pk": ready["id"]},
        **{f"playlists:detail{part}": {"pk": playlist} for part in ("", " stage", " earlier")},
        "voting:vote": {"token": stack.world["vote"]},
        "voting:share": {"pk": playlist},
        "atlas:map": {"pk": playlist},
        "playlists:compare": {"pk": playlist},
        "playlists:compare_ear": {"pk": playlist},
        "compliance:store": store,
        "compliance:track": {"track_id": 1},
        "compliance:certificate": {"serial": stack.world["certificate"]},
        "compliance:verify": {"serial": stack.world["certificate"]},
        "webhooks:detail": {"pk": stack.world["webhook"]},
        "territories:country": {"code": "CN"},
        "territories:new": {"code": "CN"},
        "territories:edit": {"code": "CN", "pk": 1},
        "desk:track": {"pk": 1},
        "desk:edit": {"pk": 1},
        "desk:works": {"pk": 1},
        "desk:grant": {"pk": 1},
        "desk:edit-grant": {"pk": 1},
        "desk:concept": {"key": "piano"},
        "imports:batch columns": {"pk": stack.world["import_columns"]},
        "imports:batch": {"pk": stack.world["import_checked"]},
        "imports:review": {"pk": stack.world["import_checked"]},
        "operations:job": {"pk": 1},
    }
    names = [name for names in PAGES.values() for name in names if name != "nowhere"]
    paths = {name: reverse(name.split()[0], kwargs=arguments.get(name)) for name in names}
    paths["playlists:detail earlier"] += "?version=1"
    paths["playlists:compare_ear"] += "?a=1&b=2"
    return {**paths, "nowhere": "/there/is/nothing/here/"}


@pytest.fixture(scope="module")
def pages(context_of: Callable[..., BrowserContext]) -> Iterator[Callable[[str, str], Page]]:
    """One page for each role and language, used again and again."""
    known: dict[tuple[str, str], Page] = {}

    def page_of(role: str, language: str) -> Page:
        if (role, language) not in known:
            chinese = language == "zh-Hans"
            context = context_of(
                VISITORS[role, language],
                locale="zh-CN" if chinese else "en-GB",
                color_scheme="dark" if chinese else "light",
                reduced_motion="reduce",
            )
            known[role, language] = context.new_page()
        return known[role, language]

    yield page_of
    for page in known.values():
        page.context.close()


def test_every_address_is_a_page_or_known_as_none() -> None:
    listed = {name.split()[0] for names in PAGES.values() for name in names} - {"nowhere"}
    there = {name for name in _names(get_resolver()) if not name.startswith("api:")}
    there |= {"api:docs", "api:problems"}
    assert listed | NOT_PAGES == there
    assert not listed & NOT_PAGES


def _names(resolver: URLResolver, inside: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            space = f"{inside}{each.namespace}:" if each.namespace else inside
            yield from _names(each, space)
        elif isinstance(each, URLPattern):
            yield f"{inside}{each.name}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("role", "name"), [(role, name) for role, names in PAGES.items() for name in names]
)
def test_page(
    role: str,
    name: str,
    language: str,
    pages: Callable[[str, str], Page],
    addresses: dict[str, str],
) -> None:
    page = pages(role, language)
    found = watched(page)
    page.set_viewport_size(WIDE)
    answer = page.goto(addresses[name])
    assert answer is not None
    missing = name == "nowhere"
    assert answer.status == (404 if missing else 200), f"{page.url}: {answer.status}"
    assert (page.locator("html").get_attribute("lang") or "").lower() == language.lower()
    assert page.locator("h1:visible").count() <= 1
    if name.startswith("playlists:detail"):
        view = "stage" if name.endswith("stage") else "list"
        page.locator(f"[name=room-view][value={view}]").check()
    troubles = _look(page)
    page.set_viewport_size(NARROW)
    troubles += _look(page)
    if missing:  # the console says that the page itself was not found
        found = [text for text in found if "404" not in text]
    if troubles or found:
        RESULTS.mkdir(exist_ok=True)
        shot = f"page-{name}-{language}.png".replace(":", "_").replace(" ", "-")
        page.screenshot(path=RESULTS / shot, full_page=True)
    assert not [*troubles, *found], "\n".join([*troubles, *found])


def _look(page: Page) -> list[str]:
    """Grave findings of axe, and anything that is wider than the window."""
    size = page.viewport_size or WIDE
    page.wait_for_timeout(60)  # what is asked for at once has been asked for
    settled(page)
    found = []
    for violation in Axe().run(page, options=RULES).response["violations"]:
        nodes = [node for node in violation["nodes"] if not _foreign(violation["id"], node)]
        if nodes and violation["impact"] in GRAVE:
            where = "; ".join(str(node["target"]) for node in nodes[:3])
            why = nodes[0]["failureSummary"].replace("\n", " ")
            found.append(f"{size['width']} px: {violation['id']} at {where}: {why}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > size["width"]:
        found.append(f"{size['width']} px: the page is {wide} px wide")
    return found


def _foreign(rule: str, node: dict[str, Any]) -> bool:
    return any(rule == known and part in str(node["target"]) for known, part in FOREIGN)
