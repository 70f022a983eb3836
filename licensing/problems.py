"""A request that cannot be met: a code for programs, a sentence for the person who can act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext


class CodedProblem(Exception):
    """What cannot be done, and why. Each part of the product has a class with its own sentences.

    `sentences` are by code, in English as marked for translation, with `%(name)s` for parameters.
    Raises KeyError for a code that has no sentence.
    """

    sentences: ClassVar[Mapping[str, str]]

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(self.sentences[code] % params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        """The sentence in the language of the page."""
        return gettext(self.sentences[self.code]) % self.params
