"""The requests: what an owner wrote, of which kind, and what it expects.

``tune.toml`` may be tuned on; every other file of requests is only reported.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from matching.evaluation.unusable import Unusable

KINDS = ("plain", "paraphrase", "situation", "negation")
LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).parent
_SETS = ("tune", "test")


@dataclass(frozen=True)
class Request:
    """One text; ``expects`` is an expression over the names in expectations.toml."""

    kind: str
    language: str
    expects: str
    text: str


class RequestsMissing(FileNotFoundError):
    """There is no such file of requests."""


def read_requests(path: Path) -> tuple[Request, ...]:
    """The requests of a file. Raises RequestsMissing, or Unusable naming the entry at fault."""
    try:
        found = tuple(Request(*row) for row in tomllib.loads(path.read_text("utf-8"))["requests"])
    except FileNotFoundError:
        raise RequestsMissing(f"There is no file of requests {path}.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        raise Unusable(
            f"{path} is no TOML with requests = [[kind, language, expects, text], …] ({problem})."
        ) from problem
    for each in found:
        if each.kind not in KINDS or each.language not in LANGUAGES or not each.text.strip():
            raise Unusable(f"{path.name}: {each.text!r} has an unknown kind or language.")
    return found


def bundled() -> dict[str, Path]:
    """The files of requests that are here, by name: "tune", "test"."""
    places = {name: _FOLDER / f"{name}.toml" for name in _SETS}
    return {name: place for name, place in places.items() if place.is_file()}
