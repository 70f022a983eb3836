"""One person at the web server: the API by token, the pages by session, one connection each."""

from __future__ import annotations

import http.client
import json
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

LINK = re.compile(r'href="(/[^"#]*)"')
SERVER_KEEPS = 1.5  # seconds; the web server closes an idle connection after two
NOT_A_PAGE = ("/static/", "/media/", "/i18n/", "/api/", "/account/logout/")


@dataclass(frozen=True)
class File:
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    location: str
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")


class Person:
    """Sends requests over one connection that stays open, as a browser does."""

    def __init__(self, url: str, token: str = "") -> None:
        address = urlsplit(url)
        self._address = (address.hostname or "localhost", address.port or 80)
        self._connection = http.client.HTTPConnection(*self._address, timeout=60)
        self.cookies: dict[str, str] = {}
        self._token = token
        self._origin = url.rstrip("/")
        self._last_used = 0.0

    def request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        sent = dict(headers or {})
        if self._token:
            sent["Authorization"] = f"Token {self._token}"
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if time.monotonic() - self._last_used > SERVER_KEEPS:
            self._connection.close()  # the next request opens it anew
        began = time.perf_counter()
        self._connection.request(method, path, body=body, headers=sent)
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        self._last_used = time.monotonic()
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(response.status, content, response.headers.get("Location", ""), seconds)

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def post_json(self, path: str, value: object) -> Answer:
        headers = {"Content-Type": "application/json", "Idempotency-Key": secrets.token_hex(16)}
        return self.request("POST", path, json.dumps(value).encode(), headers)

    def post_form(
        self, path: str, fields: Mapping[str, str], files: Sequence[tuple[str, File]] = ()
    ) -> Answer:
        """Multipart, as a browser sends a form with files."""
        boundary = secrets.token_hex(16)
        parts = [
            (
                f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            ).encode()
            for name, value in fields.items()
        ]
        for name, file in files:
            head = (
                f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; '
                f'filename="{file.name}"\r\nContent-Type: {file.mime}\r\n\r\n'
            )
            parts += [head.encode(), file.content, b"\r\n"]
        parts.append(f"--{boundary}--\r\n".encode())
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self.request("POST", path, b"".join(parts), headers)

    def sign_in(self, email: str, password: str) -> None:
        """Through the page that everybody uses. Raises RuntimeError where it is refused."""
        page = self.get("/account/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        form = {
            "login": email,
            "password": password,
            "csrfmiddlewaretoken": token.group(1) if token else "",
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"{self._origin}/account/login/",
        }
        answer = self.request("POST", "/account/login/", urlencode(form).encode(), headers)
        if answer.status != 302 or "sessionid" not in self.cookies:
            raise RuntimeError(f"{email} could not sign in ({answer.status})")

    def pages(self, most: int = 12) -> list[str]:
        """Pages that a click or two leads to from the first one, each answering 200."""
        found: dict[str, None] = {}
        queue = ["/"]
        seen = set(queue)
        while queue and len(found) < most:
            path = queue.pop(0)
            answer = self.get(path)
            if answer.status == 302:
                links = [urlsplit(answer.location).path]
            elif answer.status == 200:
                found[path] = None
                links = LINK.findall(answer.text)
            else:
                continue
            for link in links:
                if link not in seen and not link.startswith(NOT_A_PAGE):
                    seen.add(link)
                    queue.append(link)
        return list(found)
