"""One owner with one way of learning: what was offered, accepted, and how good the list became."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.evaluation.intent.owners import Owner
from matching.evaluation.intent.session import Session
from matching.evaluation.intent.ways import Ours, Way
from matching.index.snapshot import Snapshot

ROUNDS, LABELS, AT = 3, 10, 20
#: An owner is satisfied with a round of which they accept so many; some never are.
SATISFIED, MOST_ROUNDS = 9, 6


@dataclass(frozen=True)
class Foretold:
    """What ours said before it was judged: the chance of one track, or the share of ten."""

    chance: float
    came: float


@dataclass(frozen=True)
class Course:
    """precision: at 20 on the hidden half after 0 to ROUNDS rounds.

    accepted, fitting: of each round's ten, how many were accepted and how many are truly liked.
    chances: of single tracks; sureness: of whole rounds. Both only ours gives.
    """

    precision: tuple[float, ...]
    accepted: tuple[int, ...]
    fitting: tuple[int, ...]
    chances: tuple[Foretold, ...] = ()
    sureness: tuple[Foretold, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "precision": self.precision,
            "accepted": self.accepted,
            "fitting": self.fitting,
            "chances": [(each.chance, each.came) for each in self.chances],
            "sureness": [(each.chance, each.came) for each in self.sureness],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Course":
        return cls(
            tuple(data["precision"]),
            tuple(data["accepted"]),
            tuple(data["fitting"]),
            tuple(Foretold(*each) for each in data["chances"]),
            tuple(Foretold(*each) for each in data["sureness"]),
        )


def follow(snapshot: Snapshot, owner: Owner, way: Way, noise: float, *, rounds: int) -> Course:
    """``rounds`` rounds of ten clicks; precision is measured after the first ROUNDS of them."""
    session = Session(snapshot, owner.brief.query, owner.shown, owner.hidden, seed=owner.number)
    precision = [_precision(session, owner, way)]
    accepted: list[int] = []
    fitting: list[int] = []
    chances: list[Foretold] = []
    sureness: list[Foretold] = []
    for number in range(1, rounds + 1):
        offered = way.offer(session, LABELS)
        clicks = [owner.accepts(row, noise) for row in offered]
        if isinstance(way, Ours):
            chances += [
                Foretold(item.chance, float(came))
                for item, came in zip(way.offered, clicks, strict=True)
                if item.chance is not None
            ]
            if way.last is not None and way.last.sureness is not None and clicks:
                sureness.append(Foretold(way.last.sureness.expected, float(np.mean(clicks))))
        for row, accepts in zip(offered, clicks, strict=True):
            session.click(row, accepts=accepts)
        accepted.append(int(sum(clicks)))
        fitting.append(int(owner.taste.likes[offered].sum()))
        if number <= ROUNDS:
            precision.append(_precision(session, owner, way))
        if number >= ROUNDS and max(accepted) >= SATISFIED <= max(fitting):
            break
    return Course(
        tuple(precision), tuple(accepted), tuple(fitting), tuple(chances), tuple(sureness)
    )


def _precision(session: Session, owner: Owner, way: Way) -> float:
    """A place left empty counts as wrong."""
    best = way.best(session, AT)
    return float(owner.taste.likes[best].sum()) / AT if best else 0.0
