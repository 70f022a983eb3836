"""What was understood, as wishes the owner can see, lock and remove."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np

from matching.intent.features import STYLE_SUBJECT, Seen
from matching.intent.learn import LearnedBlock, stands_by_hand
from matching.intent.state import Wish, facet_wish_key
from matching.retrieval.aspects import meaning
from matching.retrieval.calibration import Calibrated
from matching.retrieval.forbidding import forbids
from matching.retrieval.gradual import STAYS, Lesson, in_turn
from matching.retrieval.prepare import Round
from matching.retrieval.query import Query
from matching.retrieval.retuned import nameable, strongest
from matching.retrieval.values import band_side

_MOST_LEARNED = 6
_MOST_BRIEF = 8
#: A part of the brief this much weaker than its strongest is in the score, but is no wish.
_FAINTEST = 0.2
#: A learned wish that agrees with the brief takes its place from this strength on ("more acoustic"
#: for "acoustic").
_FIRMER = 0.2
#: A learned wish is shown when it weighs at least this share of what the brief weighs. Facets come
#: first: they are what an owner can hear and correct.
_SMALLEST_SAY = 0.1
_LEAST_BRIEF = 0.5
#: What was shown in the list before needs this share of that.
_STILL = 0.5
_FACET_FIRST = 2.0
#: The facet that measures a tag group's subject and nothing else.
_SAME = {"tag:vocals": "facet:vocal"}


def understood(
    round_: Round, query: Query, wishes: Sequence[Wish], before: Sequence[Wish] | None = None
) -> tuple[Wish, ...]:
    """One wish per meaning: the owner's and locked ones, learned ones, the brief's, removed.

    before: the wishes of the list before, after which learned ones come gradually; all that are
    sure at once where None.
    """
    found = {f"never {wish.subject}": wish for wish in wishes if forbids(wish)}
    # One chip for what is never played; that the brief asked for little of it is said by it.
    told = {_SAME.get(wish.subject, wish.subject) for wish in found.values()}
    removed = {_meaning(wish): wish for wish in wishes if wish.removed}
    for wish in wishes:
        if stands_by_hand(wish) and not forbids(wish):
            found[_meaning(wish)] = wish
    brief = {_meaning(wish): wish for wish in _brief_wishes(round_.catalogue, query)}
    locked = {_meaning(wish) for wish in wishes if wish.locked and wish.origin == "brief"}
    shown = {wish.key for wish in before or () if wish.origin == "learned"}

    def is_news(wish: Wish) -> bool:
        known = brief.get(_meaning(wish))
        if _meaning(wish) in told or _meaning(wish) in found or _meaning(wish) in removed:
            return False
        if known is None:
            return True
        return _meaning(wish) not in locked and _goes_beyond(wish, known, wish.key in shown)

    least = 1.0 if before is None else STAYS
    lessons = [each for each in _lessons(round_, shown, least) if is_news(each.wish)]
    if before is not None:
        lessons = in_turn(lessons, before)
    lessons.sort(key=lambda each: (each.wish.key not in shown, -_prominence(each.wish),
                                   each.wish.key))  # fmt: skip
    for each in lessons[:_MOST_LEARNED]:
        found.setdefault(_meaning(each.wish), each.wish)
    for subject, wish in brief.items():
        if subject not in removed and subject not in told:
            found.setdefault(subject, replace(wish, locked=subject in locked))
    found.update(removed)
    return tuple(sorted(found.values(), key=_rank))


def _meaning(wish: Wish) -> str:
    return meaning(wish.subject, wish.direction)[0]


def _goes_beyond(learned: Wish, brief: Wish, shown: bool) -> bool:
    """Whether the verdicts say something else than the brief, or clearly say it again."""
    turned = meaning(learned.subject, learned.direction)[1]
    least = _STILL * _FIRMER if shown else _FIRMER
    return turned != meaning(brief.subject, brief.direction)[1] or learned.strength >= least


def _rank(wish: Wish) -> tuple[bool, int, float, str]:
    place = {"owner": 0, "learned": 1, "brief": 2}[wish.origin]
    return wish.removed, place, -wish.strength, wish.key


def _brief_wishes(catalogue: Calibrated, query: Query) -> Iterable[Wish]:
    """The components that carry the query; what it only implies or whispers is no wish."""
    full = strongest(query)
    named = [part for part in nameable(query) if part.weight >= _FAINTEST * full]
    for part in sorted(named, key=lambda part: (-part.weight, part.key))[:_MOST_BRIEF]:
        strength = part.weight / full
        if part.key.startswith("facet:"):
            direction = band_side(catalogue, part)
            key = facet_wish_key(part.key.removeprefix("facet:"), direction)
            low, high = float(part.parameters["low"]), float(part.parameters["high"])
            yield Wish(key, direction, strength, "brief", low=low, high=high)
        else:
            yield Wish(part.key, part.direction, strength, "brief")


def _lessons(round_: Round, shown: Collection[str], least: float) -> list[Lesson]:
    if round_.learned is None or not round_.learned.labels or not len(round_.rows):
        return []
    found = []
    # A brief that said nothing outweighs nothing.
    brief = round_.learned.brief_weight if np.any(round_.brief_z) else 0.0
    brief = max(brief, _LEAST_BRIEF)
    for each in round_.learned.blocks:
        # Columns are standardised over the catalogue, so weights compare with the brief's.
        if each.by_hand or each.sure < least:
            continue
        strength = _say(round_, each) / brief
        if strength < _STILL * _SMALLEST_SAY:
            continue
        direction = _direction(round_, each)
        subject = each.block.subject
        if subject.startswith("facet:"):
            subject = facet_wish_key(subject.removeprefix("facet:"), direction)
        wish = Wish(subject, direction, min(1.0, strength), "learned", taught_by=each.taught_by)
        if strength >= _SMALLEST_SAY or wish.key in shown:
            found.append(Lesson(wish, each.sure))
    return found


def _say(round_: Round, each: LearnedBlock) -> float:
    """How much it tells tracks apart, in log-odds."""
    if each.block.subject == STYLE_SUBJECT:
        key = f"learned:{STYLE_SUBJECT}"
        return max((float(t.values.std()) for t in round_.score.terms if t.key == key), default=0.0)
    return float(np.linalg.norm(each.weights))


def _prominence(wish: Wish) -> float:
    return wish.strength * (_FACET_FIRST if wish.key.startswith("facet:") else 1.0)


def _direction(round_: Round, each: LearnedBlock) -> int:
    """Which way the tracks that the lesson lifts differ from the others."""
    if each.block.subject == STYLE_SUBJECT:
        return 1
    lifting = each.weights[0]
    if len(each.weights) > 1 and abs(each.weights[1]) > abs(lifting):
        # A band: it depends on where most of the allowed tracks are.
        seen = Seen(round_.catalogue, round_.rows)
        own, taught = seen.linear(each.block), seen.weighed(each.block, each.weights)
        lifting = float((own - own.mean()) @ (taught - taught.mean()))
    return 1 if lifting >= 0 else -1
