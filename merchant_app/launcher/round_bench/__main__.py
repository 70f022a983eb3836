"""`python -m merchant_app.launcher.round_bench`: rounds at 100,000 tracks, ten owners at a time.

A table of progress on standard error, the result as one line of JSON. Ends with 1 where a round
takes longer than promised.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import django
from honcho.environ import parse_procfile

from merchant_app.config.env import ROOT, read_env
from merchant_app.launcher.child import bind_to_parent
from merchant_app.launcher.services import EmbeddedServices

OWNERS, PLAYLISTS, LIMIT_MS = 10, 12, 150
ANSWER_WITHIN = 60.0


def measure(tracks: int, seconds: float, port: int) -> dict[str, Any]:
    """Fill the database that the settings name and measure; Django is set up."""
    from django.core.management import call_command

    from merchant_app.launcher.round_bench.load import ROUNDS, rounds_over_http
    from merchant_app.launcher.round_bench.parts import parts_of_rounds
    from merchant_app.launcher.round_bench.world import catalogue_make, owners_make

    call_command("check", stdout=sys.stderr)  # every page is loaded before the clock runs
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    began = time.perf_counter()
    genres = catalogue_make(tracks)
    owners = owners_make(OWNERS, PLAYLISTS, genres)
    _say(f"made in {time.perf_counter() - began:.0f} s: {tracks} tracks, {OWNERS} owners")
    alone = parts_of_rounds(owners, first=0)
    _say(f"alone: {alone}")
    afresh = parts_of_rounds(owners[:2], first=1, kept=False)
    _say(f"alone, clearances decided anew: {afresh}")
    rows, place = [], 2
    with _web_server(port) if seconds else nullcontext("") as url:
        for door in ("page", "programs") if seconds else ():
            rounds_over_http(url, owners, door=door, seconds=6, first=place)  # both workers warm
            place += 1
            times = rounds_over_http(url, owners, door=door, seconds=seconds, first=place)
            place += -(-int(seconds / 3) // ROUNDS)
            rows.append(_row(door, times.seconds, times.failed, times.sizes))
            _say(str(rows[-1]))
    short = [
        f"A round through the {row['door']}: p95 {row['p95_ms']} ms; the goal is {LIMIT_MS} ms."
        for row in rows
        if row["p95_ms"] > LIMIT_MS
    ]
    short += [f"{row['failed']} rounds made no list." for row in rows if row["failed"]]
    return {
        "tracks": tracks,
        "owners": OWNERS,
        "over HTTP": rows,
        "alone": alone,
        "alone, clearances decided anew": afresh,
        "falls_short": short,
    }


def _row(door: str, seconds: list[float], failed: int, sizes: list[int]) -> dict[str, Any]:
    ordered = sorted(1000 * each for each in seconds)
    return {
        "door": door,
        "rounds": len(ordered),
        "p50_ms": round(ordered[len(ordered) // 2], 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 1),
        "slowest_ms": round(ordered[-1], 1),
        "kilobytes": round(sum(sizes) / len(sizes) / 1000),
        "failed": failed,
    }


@contextmanager
def _web_server(port: int) -> Iterator[str]:
    """The web server as `make run` starts it, with the settings of this process."""
    procfile = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8"))
    server = subprocess.Popen(
        ["/bin/sh", "-c", f"exec {procfile.processes['web']}"],
        cwd=ROOT,
        env={
            **os.environ,
            "PORT": str(port),
            "PATH": f"{os.path.dirname(sys.executable)}:{os.environ.get('PATH', '')}",
        },
        start_new_session=True,
        preexec_fn=bind_to_parent(signal.SIGTERM),
    )
    try:
        _wait_for(server, port)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + ANSWER_WITHIN
    while time.monotonic() < end and server.poll() is None:
        connection = http.client.HTTPConnection("localhost", port, timeout=30)
        try:
            connection.request("GET", "/account/login/")
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError("the web server does not answer")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures a whole round over HTTP.")
    parser.add_argument("--tracks", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60.0, help="of load on each door; 0: none")
    asked = parser.parse_args()
    models = read_env().models_dir.absolute()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    services = EmbeddedServices.for_tests()
    with services:
        os.environ.update(
            services.environment,
            VAR_DIR=str(services.var_dir),
            MODELS_DIR=str(models),
            SECRET_KEY="only-for-a-bench-and-long-enough-for-the-settings",  # noqa: S106
            SITE_URL=f"http://localhost:{port}",
            DJANGO_SETTINGS_MODULE="merchant_app.config.settings",
            LOG_LEVEL="WARNING",
        )
        django.setup()
        result = measure(asked.tracks, asked.seconds, port)
    print(json.dumps(result, ensure_ascii=False))
    return int(bool(result["falls_short"]))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
