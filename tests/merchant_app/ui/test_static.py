"""Collected static files: script modules import each other by their hashed names."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings


def test_modules_import_hashed_modules(tmp_path: Path) -> None:
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "merchant_app.ui.storage.ModuleStaticStorage"},
    }
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    players = list((tmp_path / "js").glob("onair.*.js"))
    assert len(players) == 1
    imports = re.findall(r'from "([^"]+)"', players[0].read_text())
    assert imports
    for name in imports:
        assert re.search(r"\.[0-9a-f]{12}\.js$", name)
        assert (tmp_path / "js" / name).is_file()
