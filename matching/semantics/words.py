"""Understanding a description in words: names where it names, the pool where it does not.

A bare request ("piano") is read by its names alone, a situation ("students stay for hours over one
cup") by soft attention over the pool alone; what lies between trusts each by the share of its words
that are names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from matching.encoders.registry import text_encoder
from matching.semantics.attention import Attention, attend
from matching.semantics.blend import Wanted, blend_tags, blend_targets
from matching.semantics.clauses import clauses, spread_over
from matching.semantics.fillers import without_fillers
from matching.semantics.language import detect, has_words, normalise
from matching.semantics.names import coverage, mentions
from matching.semantics.polarity import Scope, scopes
from matching.semantics.pool import MUSICAL_FAMILIES, concept_name, pool
from matching.semantics.tempo_words import tempo_ranges
from matching.semantics.understanding import Awakened, Problem, Understanding

MAX_CHARACTERS = 200_000
KEPT_CONCEPTS = 16
KEPT_PER_SCOPE = 6
LEAST_SHARE = 0.06
# Nearness (in standard deviations) at which a text is as likely about nothing as about the concept.
DOUBT, SURENESS = 3.2, 0.35
# A text in neither language is near to nothing; it was said to be a guess, so less must do.
FOREIGN_DOUBT = 2.2
AMBIGUOUS_SHARE = 0.25
# A lamp or an hour named in passing is a detail of the scene; a place or a feeling says more.
PASSING_SHARE: Mapping[str, float] = {"places": 0.7, "moods": 0.7, "occasions": 0.5, "times": 0.3}
OTHER_PASSING_SHARE = 0.4
NEGATED_SITUATION = 0.5
VAGUE = 0.4


@dataclass(frozen=True)
class _Signal:
    """One awakening out of one scope."""

    concept: str
    weight: float
    named: bool
    because: str


def default_attention() -> Attention:
    """The attention of this process over the pool with the configured text encoder."""
    return _attention(pool().digest)


@lru_cache(maxsize=2)
def _attention(digest: str) -> Attention:
    return Attention(pool(), text_encoder())


def _named(scope: Scope, covered: float, language: str | None) -> list[_Signal]:
    short = len(scope.text.split()) <= 3 if language != "zh" else len(scope.text) <= 6
    found = []
    for mention in mentions(scope.text):
        sure = not mention.ambiguous or (short and covered >= 0.6) or scope.polarity < 0
        weight = scope.polarity * (1.0 if sure else AMBIGUOUS_SHARE)
        family = pool().concepts[mention.concept].family
        if family not in MUSICAL_FAMILIES:
            least = PASSING_SHARE.get(family, OTHER_PASSING_SHARE)
            weight *= least + (1 - least) * covered
        found.append(_Signal(mention.concept, weight, sure, scope.text))
    return found


def trust(closeness: float, doubt: float = DOUBT) -> float:
    """How likely 0..1 a text so near to a concept is about anything in the pool."""
    return float(1 / (1 + np.exp(-(closeness - doubt) / SURENESS)))


def _felt(
    scope: Scope, language: str | None, near: np.ndarray, share: float, ids: Sequence[str]
) -> list[_Signal]:
    """The concepts that the scope's meaning is near to."""
    doubt = DOUBT if language else FOREIGN_DOUBT
    weights = attend(near) * trust(float(near.max()), doubt) * share
    if scope.polarity < 0:
        weights = weights * NEGATED_SITUATION
    best = np.argsort(-weights)[:KEPT_PER_SCOPE]
    sign = 1.0 if scope.polarity > 0 else scope.polarity
    return [
        _Signal(ids[i], float(weights[i]) * sign, False, scope.text)
        for i in best
        if weights[i] >= LEAST_SHARE * share
    ]


def _gather(signals: Sequence[_Signal]) -> tuple[list[Wanted], list[Awakened], list[Problem]]:
    """One weight per concept; wishes for and against the same thing leave it open."""
    wishes: dict[str, dict[bool, float]] = defaultdict(lambda: {True: 1.0, False: 1.0})
    named: dict[str, bool] = defaultdict(bool)
    because: dict[str, str] = {}
    for signal in sorted(signals, key=lambda each: -abs(each.weight)):
        wishes[signal.concept][signal.weight > 0] *= 1 - min(0.999, abs(signal.weight))
        named[signal.concept] |= signal.named
        because.setdefault(signal.concept, signal.because)
    wanted, problems = [], []
    for concept, doubt in wishes.items():
        wish, refusal = 1 - doubt[True], 1 - doubt[False]
        if min(wish, refusal) > 0.7 and pool().concepts[concept].family in MUSICAL_FAMILIES:
            names = {"name": concept_name(concept, "en"), "name_zh": concept_name(concept, "zh")}
            problems.append(Problem("contradiction", names))
            continue
        weight = round(wish - refusal, 4)
        if abs(weight) >= 0.02:
            wanted.append(Wanted(concept, max(-1.0, min(1.0, weight)), named[concept]))
    wanted.sort(key=lambda each: -abs(each.weight))
    wanted = wanted[:KEPT_CONCEPTS]
    awakened = [Awakened(each.concept, each.weight, because[each.concept]) for each in wanted]
    return wanted, awakened, problems


def _read(pieces: Sequence[tuple[Scope, str | None]], attention: Attention) -> list[_Signal]:
    """The signals of all scopes; those that are more than names are encoded together."""
    signals: list[_Signal] = []
    situations: list[tuple[Scope, str | None, float]] = []
    for scope, language in pieces:
        found = mentions(scope.text)
        covered = coverage(scope.text, language, found)
        signals.extend(_named(scope, covered, language))
        if covered < 0.85 and not (scope.polarity < 0 and found):
            situations.append((scope, language, 1 - covered))
    if situations:
        near = attention.closeness(
            [scope.text for scope, _, _ in situations], [each[1] for each in situations]
        )
        for (scope, language, share), row in zip(situations, near, strict=True):
            signals.extend(_felt(scope, language, row, share, attention.ids))
    return signals


def _confidence(signals: Sequence[_Signal]) -> float:
    """0..1: how much the clearest stretch of text said, over all that it awoke."""
    said: dict[str, float] = defaultdict(float)
    for signal in signals:
        said[signal.because] += abs(signal.weight)
    return min(1.0, max(said.values(), default=0.0))


def _nothing(code: str) -> Understanding:
    return Understanding("words", None, (), {}, (), (Problem(code),), 0.0)


def _by_its_place(place: str, language: str | None, attention: Attention | None) -> Understanding:
    """What is usual in such a place, and a word on why that was taken."""
    usual = understand_words(place, attention=attention)
    if not usual.concepts:
        return _nothing("vague")
    kind = usual.concepts[0].concept
    names = {"place": concept_name(kind, "en"), "place_zh": concept_name(kind, "zh")}
    return replace(usual, language=language, problems=(Problem("as_the_place", names),))


def understand_words(
    text: str, *, place: str = "", attention: Attention | None = None
) -> Understanding:
    """What a description, in English or Chinese, asks of the music; never raises for odd input.

    place: what kind of place it is for, in English ("tea house"); it speaks where the words name
    nothing but the business itself ("music for my shop"). Long texts cost bounded time: at most 36
    clauses are read, and `problems` says so.
    """
    text = normalise(text[:MAX_CHARACTERS])
    if not text:
        return _nothing("empty")
    if not has_words(text):
        return _nothing("no_words")
    language = detect(text[:4000])
    text = without_fillers(text)
    if not text:
        return _by_its_place(place, language, attention) if place else _nothing("vague")
    attention = attention or default_attention()
    problems = [] if language else [Problem("other_language")]
    text, tempos = tempo_ranges(text)
    every = clauses(text)
    used = spread_over(every)
    if len(used) < len(every):
        counts = {"characters": len(text), "used": len(used), "clauses": len(every)}
        problems.append(Problem("too_long", counts))
    pieces: list[tuple[Scope, str | None]] = []
    for clause in used:
        # A Chinese text may hold an English clause; one in neither language stays unknown.
        own = (detect(clause) or language) if language else None
        pieces.extend((scope, own) for scope in scopes(clause, own))
    signals = _read(pieces, attention)
    wanted, awakened, contradictions = _gather(signals)
    confidence = 1.0 if tempos else _confidence(signals)
    if confidence < VAGUE:
        problems.append(Problem("vague"))
    return Understanding(
        source="words",
        language=language,
        concepts=tuple(awakened),
        tags=blend_tags(wanted),
        targets=blend_targets(wanted, tempos),
        problems=(*problems, *contradictions),
        confidence=round(confidence, 3),
    )
