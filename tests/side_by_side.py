"""pytest plugin: which pytest-xdist worker runs which tests (`-n 2`).

A worker takes file after file, so that what a module shares is made once. pytest-django's order is
kept: tests that empty the tables come after those that need what migrations put there. The journeys
through the whole product share one running stack and wait a lot: one worker takes them all, first,
while the other has the processor.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import pytest

#: Journeys before the whole product, and those before a server in the tests' own process.
WHOLE_PRODUCT = "tests/browser/test_"
LIVE_SERVER = "tests/browser/"


def units_of(collected: Sequence[str]) -> dict[str, str]:
    """The unit of work of each test by its id: neighbours of one file stay together."""
    units = {}
    for number, (place, nodeids) in enumerate(groupby(collected, _place)):
        unit = place if place == WHOLE_PRODUCT else f"{number} {place}"
        units.update(dict.fromkeys(nodeids, unit))
    return units


def _place(nodeid: str) -> str:
    for shared in (WHOLE_PRODUCT, LIVE_SERVER):
        if nodeid.startswith(shared):
            return shared
    return nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class FileAfterFile(LoadScopeScheduling):
        units: dict[str, str]

        def schedule(self) -> None:
            if self.collection is None:
                self.units = units_of(next(iter(self.registered_collections.values())))
            super().schedule()

        def _assign_work_unit(self, node: Any) -> None:
            if WHOLE_PRODUCT in self.workqueue:
                self.workqueue.move_to_end(WHOLE_PRODUCT, last=False)
            super()._assign_work_unit(node)

        def _split_scope(self, nodeid: str) -> str:
            return self.units[nodeid]

    config.option.loadscopereorder = False  # the order of collection is meant
    return FileAfterFile(config, log)
