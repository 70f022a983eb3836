"""The whole product as it runs in a shop: database, broker, web server and two workers.

Everything is real and its own: nothing is shared with the tests that work in this process.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from matching.profile.track import TrackProfile
from merchant_app.launcher.child import kill_session, spawn
from merchant_app.launcher.services import EmbeddedServices

ROOT = Path(__file__).resolve().parents[2]
WORKER = ("-m", "celery", "-q", "-A", "merchant_app.config", "worker", "--loglevel", "WARNING")
QUIET = ("--without-gossip", "--without-mingle", "-c", "1")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stack:
    """Start with `with Stack(heard) as stack`; `stack.url` answers from then on.

    heard: the analyses of the starter tracks by the hash of their files.
    """

    def __init__(self, heard: Mapping[str, TrackProfile]) -> None:
        self.heard = heard
        self.services = EmbeddedServices.for_tests()
        self.var_dir = self.services.var_dir
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        #: What `prepare` made: people, stores, and secret links ("player", "invitation").
        self.world: dict[str, Any] = {}
        self.people: dict[str, Any] = {}
        #: Signed-in browser states by person: one sign-in each, through the real form.
        self.states: dict[str, Any] = {}
        self._children: dict[str, tuple[subprocess.Popen[bytes], IO[bytes]]] = {}

    def __enter__(self) -> Stack:
        self.services.start()
        try:
            folder = self.var_dir / "heard"
            folder.mkdir()
            for sha256, profile in self.heard.items():
                (folder / f"{sha256}.npz").write_bytes(profile.pack())
            self._worker("match", "match,default")
            prepared = subprocess.run(
                [sys.executable, "-m", "tests.browser.prepare", str(folder)],
                cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if prepared.returncode:
                raise RuntimeError(prepared.stderr[-2000:])
            self.world = json.loads(prepared.stdout.splitlines()[-1])
            self.people = self.world["people"]
            self._worker("analyse", "analyse")
            self._start(
                "web", "-m", "gunicorn", "merchant_app.config.wsgi", "--bind",
                f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "8",
                "--worker-class", "gthread", "--log-level", "warning", "--no-control-socket",
            )  # fmt: skip
            self._until_it_answers()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child, output in self._children.values():
            kill_session(child.pid)  # what they work at is thrown away with their data
            child.wait()
            output.close()
        self._children = {}
        self.services.stop()

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            **self.services.environment,
            "VAR_DIR": str(self.var_dir),
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "SECRET_KEY": "only-for-the-journeys-through-a-browser",
            "RATE_LIMIT": "false",
            "DEBUG": "false",
            "OMP_NUM_THREADS": "1",
        }

    def _worker(self, name: str, queues: str) -> None:
        self._start(name, *WORKER, "-n", f"{name}@journeys", "-Q", queues, *QUIET)

    def _start(self, name: str, *arguments: str) -> None:
        output = (self.var_dir / f"{name}.log").open("wb")
        child = spawn(
            [sys.executable, *arguments], environment=self.environment, output=output, cwd=ROOT
        )
        self._children[name] = child, output

    def _until_it_answers(self, within: float = 120.0) -> None:
        end = time.monotonic() + within
        while True:
            try:
                with urlopen(f"{self.url}/account/login/", timeout=5):  # noqa: S310
                    return
            except (URLError, OSError):
                if time.monotonic() > end:
                    log = (self.var_dir / "web.log").read_text()[-2000:]
                    raise RuntimeError(f"The web server does not answer:\n{log}") from None
                time.sleep(0.2)

    @contextmanager
    def busy(self, name: str = "match") -> Iterator[None]:
        """A worker that takes nothing for a while."""
        session = self._children[name][0].pid
        os.killpg(session, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(session, signal.SIGCONT)

    def ask(self, path: str, *, person: str = "owner", **fields: Any) -> Any:
        """Ask the interface for programs: GET, or POST where there are fields (a JSON body)."""
        body = json.dumps(fields).encode() if fields else None
        request = Request(f"{self.url}{path}", data=body)  # noqa: S310
        request.add_header("Authorization", f"Token {self.people[person]['token']}")
        request.add_header("Content-Type", "application/json")
        with urlopen(request, timeout=120) as answer:  # noqa: S310
            return json.load(answer)

    def store(self, kind: str = "cafe") -> int:
        """The demonstration's store of this kind: "cafe" in Berlin, "tea_house" in Shanghai."""
        return int(self.world["stores"][kind])

    def matched(
        self, *, store: str = "cafe", within: float = 180.0, **brief: Any
    ) -> dict[str, Any]:
        """Send a brief and wait until it has ended; the brief as the interface shows it."""
        found = self.ask(f"/api/v1/stores/{self.store(store)}/briefs/", **brief)
        end = time.monotonic() + within
        while found["status"] in {"queued", "working"}:
            assert time.monotonic() < end, f"brief {found['id']} did not end: {found}"
            time.sleep(0.2)
            found = self.ask(f"/api/v1/briefs/{found['id']}/")
        return dict(found)
