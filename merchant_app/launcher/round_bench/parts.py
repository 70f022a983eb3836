"""Where the time of a round goes, in one process: by the clock, and of the processor."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from licensing.rights.clearances import computed_track_ids
from merchant_app.launcher.round_bench.load import ANSWERS, ROUNDS
from merchant_app.launcher.round_bench.world import Owner
from merchant_app.music import allowed, rounds
from merchant_app.playlists.models import Playlist
from merchant_app.playlists.room import views
from merchant_app.playlists.services import feedback, versions
from merchant_app.playlists.services.versions import current_version

#: part → (where its name is looked up, the name); "round" holds all before it.
_PARTS: dict[str, tuple[Any, str]] = {
    "clearance": (rounds, "cleared_ids"),
    "matching": (rounds, "recommend"),
    "exposure": (versions, "listed_before"),
    "recording the verdicts": (feedback, "verdicts_record"),
    "storing the version": (versions, "version_store"),
    "round": (views, "feedback_give"),
}
PAGE = "page"


class Spent(NamedTuple):
    """Seconds by the clock, and of the processor in this process (all its threads)."""

    clock: float
    processor: float


def parts_of_rounds(owners: list[Owner], *, first: int, kept: bool = True) -> dict[str, Any]:
    """Milliseconds of each part, p50 and p95, over five rounds of each owner through the page.

    first: the place of the playlist each owner judges. kept: with the clearances that are kept
    between rounds, as the product does it; without, all are decided anew for each round.
    """
    spent: dict[str, list[Spent]] = defaultdict(list)
    queries = []
    with ExitStack() as stack:
        for part, (where, name) in _PARTS.items():
            stack.enter_context(_swapped(where, name, _watched(spent[part], getattr(where, name))))
        if not kept:
            stack.enter_context(_swapped(allowed, "cleared_track_ids", computed_track_ids))
        for owner in owners:
            client = Client(SERVER_NAME="localhost", headers={"HX-Request": "true"})
            client.force_login(owner.user)
            client.handler.load_middleware()  # as a server has done long before anybody asks
            playlist = Playlist.objects.get(pk=owner.playlists[first])
            for _ in range(ROUNDS):
                playlist.refresh_from_db()
                said = _said(playlist, owner)
                if not said["accept"] and not said["reject"]:
                    break  # all of this list was judged
                with CaptureQueriesContext(connection) as caught:
                    answer = _watched(spent[PAGE], client.post)(
                        f"/playlists/{playlist.pk}/feedback/", said
                    )
                if answer.status_code != 200:
                    raise RuntimeError(f"a round answered {answer.status_code}")
                queries.append(len(caught))
    spent["reading and rendering"] = [
        Spent(whole.clock - part.clock, whole.processor - part.processor)
        for whole, part in zip(spent[PAGE], spent["round"], strict=True)
    ]
    rows = {part: _milliseconds(each) for part, each in spent.items() if each}
    return {"parts": rows, "queries": max(queries), "rounds": len(queries)}


def _said(playlist: Playlist, owner: Owner) -> dict[str, Any]:
    judged = set(playlist.verdicts.values_list("track_id", flat=True))
    version = current_version(playlist)
    listed = version.items.order_by("position").values_list("track_id", flat=True)
    new = [track for track in listed if track not in judged][:ANSWERS]
    return {
        "accept": [track for track in new if track in owner.likes],
        "reject": [track for track in new if track not in owner.likes],
        "version": version.number,
    }


def _watched(spent: list[Spent], work: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **named: Any) -> Any:
        began, worked = time.perf_counter(), time.process_time()
        try:
            return work(*args, **named)
        finally:
            spent.append(Spent(time.perf_counter() - began, time.process_time() - worked))

    return call


@contextmanager
def _swapped(where: Any, name: str, other: Callable[..., Any]) -> Iterator[None]:
    before = getattr(where, name)
    setattr(where, name, other)
    try:
        yield
    finally:
        setattr(where, name, before)


def _milliseconds(spent: list[Spent]) -> dict[str, float]:
    clock = sorted(1000 * each.clock for each in spent)
    processor = sorted(1000 * each.processor for each in spent)
    middle, late = len(spent) // 2, int(len(spent) * 0.95)
    return {
        "p50_ms": round(clock[middle], 1),
        "p95_ms": round(clock[late], 1),
        "processor_p50_ms": round(processor[middle], 1),
        "processor_p95_ms": round(processor[late], 1),
    }
