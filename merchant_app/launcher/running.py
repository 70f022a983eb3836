"""How a second terminal finds the instance that runs: `manage.py` reads where its servers are."""

from __future__ import annotations

import json
from pathlib import Path


def announce(var_dir: Path, *, database: str, broker: str, port: int, demo: bool) -> None:
    """Write the addresses that `config/env.py` reads; for this account alone."""
    path = _path(var_dir)
    path.touch(mode=0o600)
    path.chmod(0o600)
    values = {
        "DATABASE_URL": database,
        "CELERY_BROKER_URL": broker,
        "PORT": port,
        "DEMO": "true" if demo else "false",
    }
    path.write_text(json.dumps(values), encoding="utf-8")


def withdraw(var_dir: Path) -> None:
    _path(var_dir).unlink(missing_ok=True)


def database_of_running(var_dir: Path) -> str:
    """Where the instance on VAR_DIR keeps its data, or "" where none has said so."""
    try:
        values = json.loads(_path(var_dir).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return ""
    return str(values["DATABASE_URL"])


def _path(var_dir: Path) -> Path:
    return var_dir / "run" / "addresses.json"
