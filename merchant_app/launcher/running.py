"""How a second terminal finds the instance that runs: `manage.py` joins its database and broker."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path

SHARED = ("DATABASE_URL", "CELERY_BROKER_URL", "SECRET_KEY", "PORT")


def announce(var_dir: Path, environment: Mapping[str, str]) -> None:
    """Write what a command needs to join us; read by this account alone, removed at the end."""
    path = _path(var_dir)
    path.touch(mode=0o600)
    path.chmod(0o600)
    values = {name: environment[name] for name in SHARED if name in environment}
    path.write_text(json.dumps(values), encoding="utf-8")


def withdraw(var_dir: Path) -> None:
    _path(var_dir).unlink(missing_ok=True)


def join_running_instance(root: Path, environment: MutableMapping[str, str] | None = None) -> None:
    """Fill in the settings of the instance running on VAR_DIR; what is set already stays."""
    environment = os.environ if environment is None else environment
    var_dir = Path(environment.get("VAR_DIR") or root / "var")
    try:
        values = json.loads(_path(var_dir).read_text(encoding="utf-8"))
    except (FileNotFoundError, PermissionError, ValueError):
        return
    for name in SHARED:
        if name in values and not environment.get(name):
            environment[name] = values[name]


def _path(var_dir: Path) -> Path:
    return var_dir / "run" / "environment.json"
