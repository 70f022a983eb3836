"""Splitting a description into clauses, and bounding how many are read."""

from __future__ import annotations

import re

MAX_CLAUSES = 36
MAX_CLAUSE_CHARACTERS = 160

_SENTENCE_END = re.compile(r"[\n。！？!?;；…]+|(?<=[^\d])\.(?=\s|$)|\.\s|\s+[-–—•]+\s+")
_TURN = re.compile(
    r"(?<!anything)(?<!everything)(?<!nothing)(?<!\ball)"
    r",?\s+\b(?:but(?: not)?(?= )|however|although|though|yet)\b\s*"
    r"|[,，]?\s*(?:(?<!不)但是|(?<!不)但|可是|不过(?!是)|然而|而是)",
    re.IGNORECASE,
)
_COMMA = re.compile(r"\s*[,，、:：]\s*")
_LIST_SPLIT_WORDS = 3


def _pieces_of(sentence: str) -> list[str]:
    """Clauses of one sentence: at turns ("but"), and at Chinese commas."""
    pieces: list[str] = []
    start = 0
    for turn in _TURN.finditer(sentence):
        pieces.append(sentence[start : turn.start()])
        # "but not" and 而不是 keep their negation with what follows.
        start = turn.end()
        if turn.group(0).strip(" ,").lower() == "but not":
            pieces.append("not " + sentence[start:])
            return pieces
    pieces.append(sentence[start:])
    return pieces


def clauses(text: str) -> list[str]:
    """Every clause of the text, in order, without doubles; long ones are cut."""
    found: dict[str, None] = {}
    for sentence in _SENTENCE_END.split(text):
        if not sentence or not any(character.isalnum() for character in sentence):
            continue
        for piece in _pieces_of(sentence):
            piece = piece.strip(" ,，、:：\"'“”「」()（）")
            while len(piece) > MAX_CLAUSE_CHARACTERS:
                cut = _last_comma(piece[:MAX_CLAUSE_CHARACTERS])
                found.setdefault(piece[:cut].strip(" ,，"))
                piece = piece[cut:].strip(" ,，")
            if any(character.isalnum() for character in piece):
                found.setdefault(piece)
    return list(found)


def _last_comma(text: str) -> int:
    commas = [match.end() for match in _COMMA.finditer(text)]
    return commas[-1] if commas and commas[-1] > len(text) // 3 else len(text)


def spread_over(items: list[str], limit: int = MAX_CLAUSES) -> list[str]:
    """At most `limit` of the items, taken evenly from first to last."""
    if len(items) <= limit:
        return items
    return [items[round(i * (len(items) - 1) / (limit - 1))] for i in range(limit)]
