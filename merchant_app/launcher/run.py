"""`make run`: everything Foyer needs on one machine, until Ctrl-C."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from merchant_app.config.env import ROOT, Env, read_env
from merchant_app.launcher.background import OpenMusic
from merchant_app.launcher.errors import LauncherError
from merchant_app.launcher.processes import Processes, child_environment
from merchant_app.launcher.running import announce, withdraw
from merchant_app.launcher.secret_key import secret_key
from merchant_app.launcher.services import EmbeddedServices
from merchant_app.launcher.steps import run_step

ANSWER_WITHIN = 180.0


def run(root: Path = ROOT, *, open_music: bool = True) -> None:
    """Start everything, say where it is, and end everything on Ctrl-C or SIGTERM.

    Raises LauncherError with one sentence where it cannot start or cannot go on.
    """
    env = read_env()
    var_dir = env.VAR_DIR.absolute()
    began = time.monotonic()
    refuse_busy_port(env.BIND, env.PORT)
    # Not from `env`, which also knows the servers of an instance that ran here before.
    database = os.environ.get("DATABASE_URL", "")
    broker = os.environ.get("CELERY_BROKER_URL", "")
    demo = env.DEMO == "true" or (env.DEMO == "auto" and not database)
    services = EmbeddedServices(var_dir, database=not database, broker=not broker)
    signal.signal(signal.SIGINT, _interrupt)  # a shell may have started us with it ignored
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    processes: Processes | None = None
    background: OpenMusic | None = None
    try:
        print("Starting the database and the broker")
        services.start()
        environment = child_environment(root, _settings(env, var_dir, services, demo))
        announce(
            var_dir,
            database=services.database_url or database,
            broker=services.broker_url or broker,
            port=env.PORT,
            demo=demo,
        )
        run_step("merchant_app.launcher.model_files", [], root=root, environment=environment)
        sign_ins = var_dir / "run" / "sign-ins.json"
        run_step(
            "merchant_app.launcher.prepare", [str(sign_ins)], root=root, environment=environment
        )
        processes = Processes(
            root / "Procfile", environment, logs=var_dir / "log", record=services.record
        )
        processes.start()
        _wait_for_answer(env, processes.check)
        print(_welcome(env, var_dir, sign_ins, time.monotonic() - began), flush=True)
        if open_music:
            background = OpenMusic(root, environment, var_dir / "log" / "open-music.log")
            background.start()
        while True:
            time.sleep(1.0)
            processes.check()
            if background is not None:
                background.check()
    except KeyboardInterrupt:
        print("\nEnding: work in hand is finished first (Ctrl-C again ends at once)", flush=True)
    finally:
        _end(var_dir, services, processes, background)
    print("Ended. The data is kept.")


def refuse_busy_port(host: str, port: int) -> None:
    """Raise LauncherError if the web server could not listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            reason = "needs rights you do not have"
        except OSError:
            reason = "is in use"
        else:
            return
    raise LauncherError(f"Port {port} {reason}: choose another one, such as `make run PORT=8765`.")


def _settings(env: Env, var_dir: Path, services: EmbeddedServices, demo: bool) -> dict[str, str]:
    values = services.environment | {
        "VAR_DIR": str(var_dir),
        "MODELS_DIR": str(env.models_dir.absolute()),
        "PORT": str(env.PORT),
        "BIND": env.BIND,
        "DEMO": "true" if demo else "false",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key(var_dir),
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
        # Two analyses side by side use the cores better than one spread over them.
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
    }
    if services.database_url:
        values["FOYER_EMBEDDED_DATABASE"] = "1"
    return values


def _wait_for_answer(env: Env, check: Callable[[], None]) -> None:
    host = "127.0.0.1" if env.BIND in ("0.0.0.0", "") else env.BIND  # noqa: S104 - compared only
    deadline = time.monotonic() + ANSWER_WITHIN
    while time.monotonic() < deadline:
        check()
        try:
            connection = http.client.HTTPConnection(host, env.PORT, timeout=10)
            connection.request("GET", "/account/login/", headers={"Host": env.ALLOWED_HOSTS[0]})
            status = connection.getresponse().status
            connection.close()
        except OSError:
            time.sleep(0.2)
            continue
        if status < 500:
            return
        raise LauncherError(f"The web server answers with an error ({status}): see log/web.log.")
    raise LauncherError(f"The web server did not answer within {ANSWER_WITHIN:.0f} seconds.")


def _welcome(env: Env, var_dir: Path, sign_ins: Path, seconds: float) -> str:
    people = json.loads(sign_ins.read_text(encoding="utf-8"))
    rows = [(role, who) for role, who in people.items() if isinstance(who, dict)]
    width = max((len(who["email"]) for _, who in rows), default=0)
    lines = [
        "",
        f"  Foyer is ready:  {env.site_url}     ({seconds:.0f} s)",
        "",
        *(
            ["  Sign in as"]
            + [f"    {role:<10} {who['email']:<{width}}  {_password(who)}" for role, who in rows]
            if rows
            else ["  There are no demo accounts here; docs/operations.md has the first account."]
        ),
        "",
        f"  Data {var_dir}   ·   logs {var_dir / 'log'}   ·   Ctrl-C ends everything",
        "",
    ]
    return "\n".join(lines)


def _password(who: dict[str, Any]) -> str:
    return "(changed)" if who["changed"] else str(who["password"])


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(
    var_dir: Path,
    services: EmbeddedServices,
    processes: Processes | None,
    background: OpenMusic | None,
) -> None:
    """End in order: whoever makes work, whoever does it, then what keeps it."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    try:
        if background is not None:
            background.stop()
        if processes is not None:
            processes.stop()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if processes is not None:
            processes.stop(within=0.0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    withdraw(var_dir)
    services.stop()
