"""Why a track may or may not be played: a code, its particulars, and sentences in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from licensing.rights.sentences import SENTENCES
from licensing.rights.words import Language, premises_name, spoken, terms_in_words, word

__all__ = ["Language", "Reason", "premises_name", "spoken", "terms_in_words"]


@dataclass(frozen=True)
class Reason:
    """One reason of a decision. `params` hold codes, ISO dates and numbers, never sentences."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.code, repr(sorted(self.params.items()))))

    def say(self, language: str = "en") -> str:
        """What stands in the way (or allows it), as a sentence."""
        return self._sentence(language, 0)

    def remedy(self, language: str = "en") -> str:
        """What would change the decision; empty for a reason that allows."""
        return self._sentence(language, 1)

    def _sentence(self, language: str, which: int) -> str:
        tongue = spoken(language)
        words = {name: word(name, value, tongue) for name, value in self.params.items()}
        return SENTENCES[self.code][tongue][which].format(**words)
