"""pytest plugin: throw-away PostgreSQL and Valkey, started before Django reads its settings."""

from __future__ import annotations

import os
from pathlib import Path

from merchant_app.config.translations import build as build_translations
from merchant_app.launcher.services import EmbeddedServices

ROOT = Path(__file__).resolve().parents[1]

build_translations()
services = EmbeddedServices.for_tests()
services.start()
# WhiteNoise warns about a folder that is not there, and warnings are errors here.
(services.var_dir / "static").mkdir(parents=True, exist_ok=True)
os.environ.setdefault("MODELS_DIR", str(ROOT / "var" / "models"))
os.environ.update(
    services.environment,
    VAR_DIR=str(services.var_dir),
    SECRET_KEY="only-for-tests-and-long-enough-for-the-settings",
    RATE_LIMIT="false",
    DEBUG="false",
)


def pytest_unconfigure() -> None:
    services.stop()
