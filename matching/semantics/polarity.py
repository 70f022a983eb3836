"""What is wanted and what is not: negation and softening, read before anything is encoded.

To the encoder "no vocals" and "vocals" are 0.93 alike, so what is negated is cut out and encoded
without its negation, with a negative weight beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from matching.semantics.names import mentions, names_by_common_words
from matching.semantics.polarity_rules import (
    CHINESE,
    CLOSES_CHINESE,
    CLOSES_ENGLISH,
    COPULA,
    ENGLISH,
    EXCESS,
    HARMLESS_CHINESE,
    HARMLESS_ENGLISH,
    LESS,
    SOFTENED,
    TOO_MUCH,
    UNWANTED,
    Cue,
)
from matching.semantics.wording import wording

_PART = re.compile(r"\s*[,，:：]\s*")
_LIST_WORDS = 3
# Sounds that can be present or absent, as against qualities such as "loud".
_THINGS = frozenset(
    ("vocals", "female_voice", "male_voice", "choir", "drums", "bass", "synth", "guitar", "piano",
     "electric_guitar", "strings", "saxophone", "electronic", "hip_hop")
)  # fmt: skip
# Of these, the ones that intrude: "the vocals are too loud" asks for less of them, while "the piano
# should not be too loud" still asks for a piano.
_INTRUSIVE = _THINGS - {"guitar", "piano", "strings", "saxophone"}
# What a thing can have too much of.
_QUALITIES = frozenset(("loud", "heavy", "fast", "aggressive", "rhythmic", "energetic"))
_OR = re.compile(r"\b(?:n?or)\b|或|和", re.IGNORECASE)


@dataclass(frozen=True)
class Scope:
    """A stretch of text and how it is meant: 1 wanted, -1 unwanted, between: softened."""

    text: str
    polarity: float


def _hide(text: str, pattern: re.Pattern[str]) -> str:
    """Blank out harmless uses of negation words, keeping every position."""
    return pattern.sub(lambda match: "·" * len(match.group(0)), text)


def _first_cue(text: str, language: str | None) -> tuple[Cue, re.Match[str]] | None:
    """The earliest negation that counts; the longest where several begin together."""
    chinese = language == "zh"
    hidden = _hide(text, HARMLESS_CHINESE if chinese else HARMLESS_ENGLISH)
    named = mentions(text)
    found: list[tuple[int, int, Cue, re.Match[str]]] = []
    for cue in CHINESE if chinese else ENGLISH:
        for match in cue.pattern.finditer(hidden):
            inside_name = any(m.start <= match.start() < m.end for m in named)
            follows = text[match.end() :].strip()
            named_next = any(match.end() <= m.start <= match.end() + cue.reach for m in named)
            if inside_name or (cue.reach and not named_next) or (not follows and not cue.after):
                continue
            found.append((match.start(), -match.end(), cue, match))
            break
    if not found:
        return None
    _, _, cue, match = min(found, key=lambda each: each[:2])
    return cue, match


def _reach(after: str, cue: Cue, language: str | None) -> tuple[int, int]:
    """Where the negation ends in `after`, and where the reading goes on."""
    closing = (CLOSES_CHINESE if language == "zh" else CLOSES_ENGLISH).search(after)
    if closing and not _says_something(after[: closing.start()], language):
        closing = None  # "no songs with drums": nothing has been refused yet
    if cue.polarity == TOO_MUCH and language != "zh":
        closing = closing or re.search(r"\s+and\b", after)
    ends = [(closing.start(), closing.end())] if closing else []
    if language == "zh":
        # 没有人声的钢琴曲: piano without voices; but 没有吵闹的鼓: no noisy drums.
        for mention in mentions(after)[:1]:
            if after[mention.end : mention.end + 1] == "的" and mention.concept in _THINGS:
                ends.append((mention.end, mention.end + 1))
    return min(ends) if ends else (len(after), len(after))


def _split_part(part: str, language: str | None) -> list[Scope]:
    """The scopes of one part between commas."""
    found = _first_cue(part, language)
    if found is None:
        return [Scope(part, 1.0)]
    cue, match = found
    before, after = part[: match.start()], part[match.end() :]
    if cue.after and not after.strip(" 了的吧啊。!"):
        return [Scope(before, cue.polarity)]
    end, resume = _reach(after, cue, language)
    after, rest = after[:end], after[resume:]
    polarity = SOFTENED if cue.polarity == UNWANTED and _refuses_excess(after) else cue.polarity
    scopes = [*_complained(before, polarity), Scope(after, polarity)]
    if rest:
        scopes.extend(_split_part(rest, language))
    return scopes


def _refuses_excess(text: str) -> bool:
    """Whether a negated stretch refuses too much of a thing ("loud vocals"), not the thing."""
    named = {mention.concept for mention in mentions(text)}
    return bool(EXCESS.search(text)) or bool(named & _THINGS and named & _QUALITIES)


def _complained(before: str, polarity: float) -> list[Scope]:
    """What stands before a soft negation; the thing that is too loud is wanted less."""
    named = mentions(before)
    subject = named[-1] if named else None
    if (
        subject is None
        or polarity not in (SOFTENED, TOO_MUCH)
        or subject.concept not in _INTRUSIVE
        or not COPULA.fullmatch(before[subject.end :])
    ):
        return [Scope(before, 1.0)]
    return [Scope(before[: subject.start], 1.0), Scope(before[subject.start :], LESS)]


def _is_list_item(part: str, language: str | None) -> bool:
    size = len(part) / 2 if language == "zh" else len(part.split())
    return size <= _LIST_WORDS


def scopes(clause: str, language: str | None) -> list[Scope]:
    """The wanted and unwanted stretches of a clause, in order; neighbours alike are joined.

    "no drums, vocals or synths" negates all three: a list goes on until its "or".
    """
    parts = [part for part in _PART.split(clause) if part.strip()]
    found: list[Scope] = []
    for position, part in enumerate(parts):
        own = _split_part(part, language)
        previous = found[-1] if found else None
        continues = (
            previous is not None
            and previous.polarity < 0
            and len(own) == 1
            and own[0].polarity > 0
            and _is_list_item(part, language)
            and any(_OR.search(later) for later in parts[position:])
            and all(_is_list_item(later, language) for later in parts[position:])
        )
        if continues and previous is not None:
            own = [Scope(own[0].text, previous.polarity)]
        found.extend(scope for scope in own if _says_something(scope.text, language))
    return _joined(found)


def _says_something(text: str, language: str | None) -> bool:
    if names_by_common_words(text):
        return True
    stop = wording().stopwords
    if language == "zh":
        for word in sorted(stop["zh"], key=len, reverse=True):
            text = text.replace(word, "")
        return any(character.isalnum() for character in text)
    return any(word not in stop["en"] for word in re.findall(r"[^\W_]+", text.lower()))


def _joined(found: list[Scope]) -> list[Scope]:
    joined: list[Scope] = []
    for scope in found:
        text = scope.text.strip(" ,，、·")
        if joined and joined[-1].polarity == scope.polarity:
            joined[-1] = Scope(f"{joined[-1].text}, {text}", scope.polarity)
        else:
            joined.append(Scope(text, scope.polarity))
    return joined
