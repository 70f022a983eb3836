"""pytest plugin: throw-away PostgreSQL and Valkey, started before Django reads its settings.

Every pytest-xdist worker (`-n 2`) has both to itself: the first takes those of the controlling
process, each further one gets its own before it starts.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from merchant_app.config.translations import build as build_translations
from merchant_app.launcher.services import EmbeddedServices

ROOT = Path(__file__).resolve().parents[1]
started: list[EmbeddedServices] = []


def start() -> dict[str, str]:
    """Start a pair of servers; the environment variables that lead to them."""
    services = EmbeddedServices.for_tests()
    services.start()
    started.append(services)
    # WhiteNoise warns about a folder that is not there, and warnings are errors here.
    (services.var_dir / "static").mkdir(parents=True, exist_ok=True)
    return {**services.environment, "VAR_DIR": str(services.var_dir)}


if "PYTEST_XDIST_WORKER" not in os.environ:
    build_translations()
    os.environ.setdefault("MODELS_DIR", str(ROOT / "var" / "models"))
    os.environ.update(
        start(),
        SECRET_KEY="only-for-tests-and-long-enough-for-the-settings",
        RATE_LIMIT="false",
        DEBUG="false",
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: Sequence[Any]) -> None:
    for number, spec in enumerate(specs):
        # The workers share the processor among themselves; their libraries need not try to.
        spec.env.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
        if number:
            spec.env.update(start())


def pytest_unconfigure() -> None:
    while started:
        started.pop().stop()
