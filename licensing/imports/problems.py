"""What can be wrong with a row or a file: a code and what its sentence is filled with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from licensing.imports.sentences import SENTENCES

Language = Literal["en", "zh"]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong or worth saying; `note` does not stop the row."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    note: bool = False

    def json(self) -> dict[str, Any]:
        return {"code": self.code, "params": dict(self.params), "note": self.note}


class ImportProblem(Exception):
    """The file as a whole cannot be used."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(say({"code": code, "params": params}, "en"))
        self.problem = Problem(code, params)


def say(problem: Mapping[str, Any], language: Language) -> str:
    """The sentence of a stored problem."""
    english, chinese = SENTENCES[problem["code"]]
    params = {
        name: _word(value, language) for name, value in dict(problem.get("params", {})).items()
    }
    return (chinese if language == "zh" else english).format(**params)


def _word(value: Any, language: Language) -> Any:
    """Params may hold a pair of words, one a language."""
    return value.get(language, "") if isinstance(value, dict) else value


def rejects(problems: list[Problem]) -> bool:
    """Whether any of these stops the row."""
    return any(not problem.note for problem in problems)
