"""Replies in the form that Wikidata's API documents, for one song, and a server that gives them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


def item(value: str) -> dict[str, Any]:
    return {"rank": "normal", "mainsnak": {"datavalue": {"value": {"id": value}}}}


def text(value: Any) -> dict[str, Any]:
    return {"rank": "normal", "mainsnak": {"datavalue": {"value": value}}}


def named(name: str, **claims: Any) -> dict[str, Any]:
    return {"labels": {"en": {"language": "en", "value": name}}, "claims": claims}


#: Two songs of one title: a painting and another band's song come first in the search.
SEARCH = [
    {"id": "Q900", "label": "Wave", "match": {"type": "label", "text": "Wave"}},
    {"id": "Q901", "label": "Wave", "match": {"type": "label", "text": "Wave"}},
    {"id": "Q902", "label": "Wave", "match": {"type": "label", "text": "Wave"}},
    {"id": "Q903", "label": "Wave function", "match": {"type": "label", "text": "Wave function"}},
]
ENTITIES = {
    "Q900": named("Wave", P31=[item("Q3305213")]),
    "Q901": named("Wave", P31=[item("Q7366")], P175=[item("Q910")]),
    "Q902": named(
        "Wave",
        P31=[item("Q7366")],
        P175=[item("Q911")],
        P136=[item("Q920"), item("Q921")],
        P577=[
            text({"time": "+1977-01-01T00:00:00Z"}),
            text({"time": "+1967-00-00T00:00:00Z"}),
            {"rank": "normal", "mainsnak": {"snaktype": "somevalue"}},
        ],
        P407=[item("Q930")],
    ),
    "Q910": named("A Rock Band"),
    "Q911": named("Antônio Carlos Jobim"),
    "Q920": named("bossa nova"),
    "Q921": named("jazz"),
    "Q930": named("Portuguese", P218=[text("pt")]),
}


class Replies:
    """What the server was asked, and what it does: "answer", "lag", "busy", "garbage"."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.agents: list[str] = []
        self.mood = "answer"
        self.address = ""

    def reply(self, said: dict[str, str]) -> tuple[int, bytes]:
        if self.mood == "busy":
            return 429, b""
        if self.mood == "garbage":
            return 200, b"<html>"
        if self.mood == "lag":
            return 200, json.dumps({"error": {"code": "maxlag"}}).encode()
        if said["action"] == "wbsearchentities":
            found = SEARCH if said["search"].casefold() == "wave" else []
            return 200, json.dumps({"search": found}).encode()
        ids = said["ids"].split("|")
        known = {key: ENTITIES.get(key, {"id": key, "missing": ""}) for key in ids}
        return 200, json.dumps({"entities": known}).encode()


@contextmanager
def wikidata_server() -> Iterator[Replies]:
    replies = Replies()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
            replies.asked.append(said)
            replies.agents.append(self.headers["User-Agent"])
            status, body = replies.reply(said)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    replies.address = f"http://127.0.0.1:{server.server_port}/w/api.php"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield replies
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
