"""True reasons: what, taken out of the score, moves a track down among the allowed tracks.

A track that leads by far may stay first whatever single component is taken out. Then the smallest
set found that together carries it is named as one joint reason.
"""

from collections.abc import Sequence

import numpy as np

from matching.index.snapshot import Rows
from matching.intent.features import STYLE_SUBJECT, Block, columns
from matching.profile.track import FACETS
from matching.retrieval.calibration import FACET_INDEX
from matching.retrieval.facts import fact_of
from matching.retrieval.overtaking import Lead, Overtaking
from matching.retrieval.prepare import KEPT, Round
from matching.retrieval.query import IMPLIED, Component
from matching.retrieval.reasons import Reason, ReasonPart
from matching.retrieval.scoring import Term, Values
from matching.retrieval.specificity import WORTH, Telling, telling
from matching.retrieval.taste_value import member_vectors
from matching.retrieval.values import TEMPO_NEAR
from matching.retrieval.voice_reasons import said_voice, says_voice, wished_voice

MOST_REASONS = 3
#: With fewer single reasons than this, what carries the track only together is said too.
_FEW = 2
_TRIED = 10
#: What a track lacks says less about it than what it has.
_MOST_ABSENT = 1
#: Parts of the brief this much weaker than its strongest are no reason by themselves.
_FAINTEST = 0.15


class Explainer:
    """Explains places of one round; what tracks lose without a component is shared."""

    def __init__(self, round_: Round) -> None:
        self._round = round_
        self._terms = round_.score.all_terms()
        self._means = {term.key: float(term.values.mean()) for term in self._terms}
        self._strongest = max(
            (t.component.weight for t in self._terms if t.component is not None), default=0.0
        )
        self._voice_wished = wished_voice(round_)
        learned = round_.learned.blocks if round_.learned is not None else ()
        self._telling = {each.block.subject for each in learned if each.telling}
        self._overtaking = Overtaking(round_.score)
        self._centres: dict[str, dict[str, Values]] = {}

    def reasons(self, place: int) -> tuple[Reason, ...]:
        """Up to MOST_REASONS reasons for the track at this place, each another fact, the most
        telling first."""
        if not self._terms:
            return (Reason("nothing"),)
        lead = self._overtaking.of(place)
        carrying = self._carrying(place)
        found: list[ReasonPart] = []
        absent = 0
        for term in [each for each in carrying if self._sure(each)][:_TRIED]:
            if not _alone(lead, term):
                continue
            part = self._part(term, place)
            if fact_of(part.key) in {fact_of(other.key) for other in found}:
                continue
            absent += _telling(part) == Telling.ABSENCE
            if _telling(part) != Telling.ABSENCE or absent <= _MOST_ABSENT:
                found.append(part)
            if len(found) == MOST_REASONS:
                break
        reasons = [Reason("fits", (part,)) for part in found]
        if len(reasons) < _FEW:
            alone = {fact_of(part.key) for part in found}
            joint = _joint([t for t in carrying if fact_of(t.key) not in alone], lead)
            if any(self._sayable(term) for term in joint):
                parts = sorted((self._part(term, place) for term in joint), key=_implied_last)
                reasons.append(Reason("fits", tuple(parts)))
        return tuple(sorted(reasons, key=_most_telling)) or (Reason("remaining"),)

    def _carrying(self, place: int) -> list[Term]:
        """Terms that lift this track above the average allowed track, most first."""
        tastes = self._round.score.tastes
        best = max(tastes, key=lambda term: float(term.values[place])) if tastes else None
        lifted = []
        for term in self._terms:
            if term in tastes and term is not best:
                continue
            lift = float(term.values[place]) - self._means[term.key]
            if lift > 0 and self._met(term, place) and self._agrees(term, place):
                lifted.append((lift * WORTH[telling(term.key, term.direction)], term))
        # What the owner asked for or did is said before that they kept the track.
        lifted.sort(
            key=lambda pair: (pair[1].key == KEPT, not self._sure(pair[1]), -pair[0], pair[1].key)
        )
        return [term for _, term in lifted]

    def _sayable(self, term: Term) -> bool:
        return term.component is None or not term.component.implied

    def _sure(self, term: Term) -> bool:
        """Whether it may be a reason by itself; faint traces only add to the score."""
        if term.component is not None:
            return self._sayable(term) and term.component.weight >= _FAINTEST * self._strongest
        if term.origin != "learned" or self._round.learned is None:
            return True
        return term.key.partition(":")[2] in self._telling

    def _met(self, term: Term, place: int) -> bool:
        """Whether the words of the reason would be true of the track by themselves."""
        if term.component is None or term.component.key.startswith("seed:"):
            return True
        if term.key == "facet:tempo_bpm" and not self._in_time(term.component, place):
            return False
        return float(term.values[place]) > 0.5 * self._weight(term)

    def _in_time(self, component: Component, place: int) -> bool:
        """Whether the tempo itself, or its half or double, is near the band; tags alone are not."""
        row = self._round.rows[place]
        tempo = float(self._round.catalogue.snapshot.facets[row, FACET_INDEX["tempo_bpm"]])
        low, high = float(component.parameters["low"]), float(component.parameters["high"])
        near = any(low / TEMPO_NEAR <= each <= high * TEMPO_NEAR
                   for each in (tempo, tempo / 2, tempo * 2))  # fmt: skip
        return near == (component.direction > 0)

    def _agrees(self, term: Term, place: int) -> bool:
        """Whether naming it would neither deny a wish nor claim what the owner did not do."""
        if term.key == KEPT:
            # A restored list keeps its tracks too, but nobody gave those a verdict.
            return int(self._round.ids[place]) in self._round.said.accepted
        if self._voice_wished == 0 or not says_voice(term.key):
            return True
        return said_voice(self._part(term, place)) in (0, self._voice_wished)

    def _weight(self, term: Term) -> float:
        """What the term is worth for a track that meets it fully."""
        if term.component is None:
            return float(term.values.max())
        return term.component.weight * self._round.brief_scale

    def _part(self, term: Term, place: int) -> ReasonPart:
        subject = term.key.partition(":")[2] if term.component is None else term.key
        kind, _, name = subject.partition(":")
        row = self._round.rows[place : place + 1]
        parameters = dict(term.parameters)
        sources = term.sources
        if term.key != KEPT and kind == "facet":
            facets = self._round.catalogue.snapshot.facets[row[0]]
            parameters["value"] = float(facets[FACETS.index(name)])
            parameters["side"] = float(self._round.catalogue.facets[row[0], FACET_INDEX[name]])
        if term.key.startswith("seed:") and term.component is not None:
            parameters["name"] = self._nearest_seed(term, row)
            sources = (f"seed:{parameters['name']}",)
        if term.origin == "learned":
            parameters["teacher"] = self._teacher(subject, row)
        return ReasonPart(term.key, term.origin, self._direction(term, subject, row),
                          sources, parameters)  # fmt: skip

    def _direction(self, term: Term, subject: str, row: Rows) -> int:
        if term.component is not None or not subject.startswith("tag:"):
            return term.direction
        # A learned tag is said as the track has it: with it, or without it.
        block = self._block(subject)
        return 1 if float(columns(self._round.catalogue, block, row)[0, 0]) >= 0 else -1

    def _teacher(self, subject: str, row: Rows) -> str:
        """Whether the track is like the kept ones in this, or rather unlike the rejected ones."""
        own = columns(self._round.catalogue, self._block(subject), row)[0]
        said = len(own) if subject == STYLE_SUBJECT else 1
        away = {
            side: float(np.linalg.norm((own - centre)[:said]))
            for side, centre in self._centre(subject).items()
        }
        if "kept" in away and away["kept"] <= away.get("rejected", np.inf):
            return "kept"
        if "rejected" in away:
            return "rejected"
        return "skipped" if self._round.said.skipped else "elsewhere"

    def _centre(self, subject: str) -> dict[str, Values]:
        """The mean columns of the kept and of the rejected tracks, where there are any."""
        if subject not in self._centres:
            catalogue, said = self._round.catalogue, self._round.said
            block = self._block(subject)
            judged = {
                "kept": catalogue.snapshot.rows(said.accepted),
                "rejected": catalogue.snapshot.rows(said.rejected),
            }
            self._centres[subject] = {
                side: columns(catalogue, block, rows).mean(axis=0)
                for side, rows in judged.items()
                if len(rows)
            }
        return self._centres[subject]

    def _block(self, subject: str) -> Block:
        learned = self._round.learned
        if learned is None:
            raise LookupError(subject)
        return next(each.block for each in learned.blocks if each.block.subject == subject)

    def _nearest_seed(self, term: Term, row: Rows) -> str:
        component = term.component
        if component is None:
            raise LookupError(term.key)
        catalogue = self._round.catalogue
        alike = member_vectors(catalogue, component) @ catalogue.likeness.vectors[row[0]]
        return component.sources[int(np.argmax(alike))].removeprefix("seed:")


def _alone(lead: Lead, term: Term) -> bool:
    """Whether the track falls without this term."""
    lead.take_out(term)
    falls = lead.falls()
    lead.put_back(term)
    return falls


def _joint(carrying: Sequence[Term], lead: Lead) -> list[Term]:
    """Few of these terms that carry the track together; none where all of them do not."""
    chosen: list[Term] = []
    for term in carrying:
        chosen.append(term)
        lead.take_out(term)
        if lead.falls():
            break
    else:
        return []
    for term in list(chosen[:-1]):
        lead.put_back(term)
        if lead.falls():
            chosen.remove(term)
        else:
            lead.take_out(term)
    return chosen


def _telling(part: ReasonPart) -> Telling:
    return telling(part.key, part.direction)


def _most_telling(reason: Reason) -> Telling:
    return min(_telling(part) for part in reason.parts)


def _implied_last(part: ReasonPart) -> tuple[bool, Telling]:
    return IMPLIED in part.parameters, _telling(part)
