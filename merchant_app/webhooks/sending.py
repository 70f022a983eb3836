"""One HTTP request to a merchant's program: to the address that was judged, short and bounded."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from merchant_app.webhooks.guard import Target, target_of
from merchant_app.webhooks.problems import WebhookProblem

CONNECT_S = 5.0
#: The whole exchange; a server that answers byte by byte is cut off too.
WHOLE_S = 15.0


@dataclass(frozen=True)
class Answer:
    """What came of an attempt: `problem` is empty when the message was taken (any 2xx)."""

    status: int | None
    problem: str
    took_ms: int


def post(address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send one message and wait for the status. Never raises for what the other side does."""
    begun = time.monotonic()
    status: int | None = None
    try:
        status = _exchange(target_of(address), body, headers)
        problem = _judged(status)
    except WebhookProblem as error:
        problem = error.code
    except ssl.SSLCertVerificationError:
        problem = "not_trusted"
    except TimeoutError:
        problem = "no_answer"
    except (OSError, http.client.HTTPException):
        late = time.monotonic() - begun >= WHOLE_S - 0.1
        problem = "no_answer" if late else "not_reached"
    return Answer(status, problem, round(1000 * (time.monotonic() - begun)))


def _judged(status: int) -> str:
    if 200 <= status < 300:
        return ""
    return "redirected" if 300 <= status < 400 else "refused"


def _exchange(target: Target, body: bytes, headers: Mapping[str, str]) -> int:
    connection = _Pinned(target)
    # The library's own time limit starts anew with every byte.
    alarm = threading.Timer(WHOLE_S, connection.cut)
    alarm.start()
    try:
        connection.request(
            "POST",
            target.path,
            body,
            {
                "Host": target.authority,
                "Content-Type": "application/json",
                "User-Agent": "Foyer-Webhooks/1",
                "Connection": "close",
                **headers,
            },
        )
        return connection.getresponse().status
    finally:
        alarm.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to the judged IP address; TLS still asks for the name's own certificate."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_S)
        self._target = target

    def connect(self) -> None:
        plain = socket.create_connection((self._target.ip, self._target.port), CONNECT_S)
        plain.settimeout(WHOLE_S)
        if self._target.scheme == "http":
            self.sock = plain
            return
        try:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self._target.host)
        except BaseException:
            plain.close()
            raise

    def cut(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
