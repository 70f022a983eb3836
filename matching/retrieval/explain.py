"""True reasons: what, taken out of the score, moves a track down among the allowed tracks.

A track that leads by far may stay first whatever single component is taken out. Then the smallest
set found that together carries it is named as one joint reason.
"""

from collections.abc import Sequence

import numpy as np

from matching.intent.features import STYLE_SUBJECT, Block, columns
from matching.profile.similarity import Vectors
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
    """Explains the listed places of one round; what tracks lose without a component is shared."""

    def __init__(self, round_: Round, places: Sequence[int]) -> None:
        self._round = round_
        self._order = {place: order for order, place in enumerate(places)}
        self._terms = round_.score.all_terms()
        listed = np.asarray(places, dtype=np.int64)
        shape = (len(self._terms), len(listed))
        self._rows = round_.rows[listed]
        #: What each term adds to each listed track, and how far that lifts it above the average.
        self._values = np.array([t.values[listed] for t in self._terms]).reshape(shape)
        worth = [WORTH[telling(t.key, t.direction)] for t in self._terms]
        means = [float(t.values.mean()) for t in self._terms]
        self._lifts = (self._values - np.reshape(means, (-1, 1))) * np.reshape(worth, (-1, 1))
        self._strongest = max(
            (t.component.weight for t in self._terms if t.component is not None), default=0.0
        )
        self._voice_wished = wished_voice(round_)
        learned = round_.learned.blocks if round_.learned is not None else ()
        self._telling = {each.block.subject for each in learned if each.telling}
        self._overtaking = Overtaking(round_.score, places)
        self._teachers: dict[str, list[str]] = {}
        self._columns: dict[str, Values] = {}
        self._members: dict[str, Vectors] = {}

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
        order = self._order[place]
        lifts, first_taste = self._lifts[:, order], len(self._round.score.terms)
        # Of the tastes only the best counts for a track.
        tastes = self._values[first_taste:, order]
        best = first_taste + int(np.argmax(tastes)) if len(tastes) else -1
        lifted = []
        for number in np.flatnonzero(lifts > 0).tolist():
            term = self._terms[number]
            if number >= first_taste and number != best:
                continue
            if self._met(term, place) and self._agrees(term, place):
                lifted.append((float(lifts[number]), term))
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
        row = int(self._round.rows[place])
        parameters = dict(term.parameters)
        sources = term.sources
        if term.key != KEPT and kind == "facet":
            facets = self._round.catalogue.snapshot.facets[row]
            parameters["value"] = float(facets[FACETS.index(name)])
            parameters["side"] = float(self._round.catalogue.facets[row, FACET_INDEX[name]])
        if term.key.startswith("seed:") and term.component is not None:
            parameters["name"] = self._nearest_seed(term, row)
            sources = (f"seed:{parameters['name']}",)
        if term.origin == "learned":
            parameters["teacher"] = self._teacher(subject, place)
        return ReasonPart(term.key, term.origin, self._direction(term, subject, place),
                          sources, parameters)  # fmt: skip

    def _direction(self, term: Term, subject: str, place: int) -> int:
        if term.component is not None or not subject.startswith("tag:"):
            return term.direction
        # A learned tag is said as the track has it: with it, or without it.
        return 1 if self._listed(subject)[self._order[place], 0] >= 0 else -1

    def _teacher(self, subject: str, place: int) -> str:
        """Whether the track is like the kept ones in this, or rather unlike the rejected ones."""
        if subject not in self._teachers:
            self._teachers[subject] = self._taught_by(subject)
        return self._teachers[subject][self._order[place]]

    def _taught_by(self, subject: str) -> list[str]:
        """(p,) the teachers of the listed tracks: the kept or the rejected ones that are nearer to
        it in the mean, where there are any."""
        catalogue, said, block = self._round.catalogue, self._round.said, self._block(subject)
        own = self._listed(subject)
        width = own.shape[1] if subject == STYLE_SUBJECT else 1
        away = {"kept": np.full(len(own), np.inf), "rejected": np.full(len(own), np.inf)}
        for side, judged in (("kept", said.accepted), ("rejected", said.rejected)):
            rows = catalogue.snapshot.rows(judged)
            if len(rows):
                centre = columns(catalogue, block, rows).mean(axis=0)
                away[side] = np.linalg.norm((own - centre)[:, :width], axis=1)
        otherwise = "skipped" if said.skipped else "elsewhere"
        return [
            "kept" if kept <= rejected and kept < np.inf
            else "rejected" if rejected < np.inf else otherwise
            for kept, rejected in zip(*away.values(), strict=True)
        ]  # fmt: skip

    def _listed(self, subject: str) -> Values:
        """(p, d) the columns of the listed tracks."""
        if subject not in self._columns:
            self._columns[subject] = columns(
                self._round.catalogue, self._block(subject), self._rows
            )
        return self._columns[subject]

    def _block(self, subject: str) -> Block:
        learned = self._round.learned
        if learned is None:
            raise LookupError(subject)
        return next(each.block for each in learned.blocks if each.block.subject == subject)

    def _nearest_seed(self, term: Term, row: int) -> str:
        component = term.component
        if component is None:
            raise LookupError(term.key)
        catalogue = self._round.catalogue
        if term.key not in self._members:
            self._members[term.key] = member_vectors(catalogue, component)
        alike = self._members[term.key] @ catalogue.likeness.vectors[row]
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
