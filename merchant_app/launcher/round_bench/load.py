"""Owners at the web server, each asking for a round every three seconds, as the page does."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from merchant_app.launcher.bench.client import Person
from merchant_app.launcher.round_bench.world import Owner

PAUSE_S, ANSWERS = 3.0, 10
#: Rounds on one playlist, or until all of its list was judged; then the owner takes the next one.
ROUNDS = 5


@dataclass(frozen=True)
class Asked:
    """One round: seconds, bytes of the answer, and whether it brought a new list."""

    seconds: float
    size: int
    good: bool


@dataclass
class Times:
    """Seconds and bytes of each round, and how many did not end with a new list."""

    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    failed: int = 0

    def add(self, asked: Asked) -> None:
        self.seconds.append(asked.seconds)
        self.sizes.append(asked.size)
        self.failed += not asked.good


def rounds_over_http(
    url: str, owners: list[Owner], *, door: str, seconds: float, first: int
) -> Times:
    """Everybody at once for so long, through the page or the interface for programs.

    `first` is the place of the first playlist each owner turns to.
    """
    times, lock, end = Times(), threading.Lock(), time.monotonic() + seconds

    def go(number: int, owner: Owner) -> None:
        ask = _DOORS[door](url, owner)
        time.sleep(PAUSE_S * number / len(owners))
        place, turn = first, 0
        while time.monotonic() < end and place < len(owner.playlists):
            began = time.monotonic()
            asked = ask(owner.playlists[place]) if turn < ROUNDS else None
            if asked is None:
                place, turn = place + 1, 0
                continue
            with lock:
                times.add(asked)
            turn += 1
            time.sleep(max(0.0, PAUSE_S - (time.monotonic() - began)))

    threads = [
        threading.Thread(target=go, args=(number, owner)) for number, owner in enumerate(owners)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


#: A round on a playlist; None where nothing of its list is left to judge.
Ask = Callable[[int], Asked | None]


def _api(url: str, owner: Owner) -> Ask:
    person = Person(url, owner.token)
    seen: dict[int, tuple[int, list[int]]] = {}

    def ask(playlist: int) -> Asked | None:
        address = f"/api/v1/playlists/{playlist}/"
        if playlist not in seen:
            seen[playlist] = _of_json(person.get(address).json)
        version, new = seen[playlist]
        if not new:
            return None
        said = {
            "accept": [track for track in new if track in owner.likes],
            "reject": [track for track in new if track not in owner.likes],
            "version": version,
        }
        answer = person.post_json(f"{address}feedback/", said)
        if answer.status == 200:
            seen[playlist] = _of_json(answer.json)
        return Asked(answer.seconds, len(answer.body), answer.status == 200)

    return ask


def _of_json(body: dict[str, object]) -> tuple[int, list[int]]:
    items = body["items"]
    assert isinstance(items, list)  # noqa: S101 - our own answer
    new = [item["track"]["id"] for item in items if not item["verdict"]]
    return int(str(body["version"])), new[:ANSWERS]


def _page(url: str, owner: Owner) -> Ask:
    person = Person(url)
    csrf = secrets.token_hex(16)
    person.cookies.update({settings.SESSION_COOKIE_NAME: _session(owner), "csrftoken": csrf})
    api = Person(url, owner.token)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "HX-Request": "true",
        "X-CSRFToken": csrf,
    }

    def ask(playlist: int) -> Asked | None:
        version, new = _of_json(api.get(f"/api/v1/playlists/{playlist}/").json)
        if not new:
            return None
        form = [("accept", str(track)) for track in new if track in owner.likes]
        form += [("reject", str(track)) for track in new if track not in owner.likes]
        form += [("version", str(version)), ("key", secrets.token_hex(16))]
        answer = person.request(
            "POST", f"/playlists/{playlist}/feedback/", urlencode(form).encode(), headers
        )
        good = answer.status == 200 and 'role="alert"' not in answer.text
        return Asked(answer.seconds, len(answer.body), good)

    return ask


def _session(owner: Owner) -> str:
    """A session as signing in makes it; the passwords of these people are nobody's."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(owner.user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = owner.user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


_DOORS: dict[str, Callable[[str, Owner], Ask]] = {"page": _page, "programs": _api}
