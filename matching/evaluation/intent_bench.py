"""How fast the accept/reject loop learns a hidden taste, beside simpler ways and the oracle.

Synthetic catalogues; half of each is shown in three rounds of ten labels, precision@20 is measured
on the other half. A place left empty counts as wrong.
"""

import json as json_format
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.metrics import interval
from matching.evaluation.owners import Owner, draw_owner
from matching.evaluation.synthetic import synthetic_catalogue
from matching.index.snapshot import Rows, Snapshot
from matching.intent.state import Event
from matching.retrieval.calibration import calibrated
from matching.retrieval.prepare import prepare
from matching.retrieval.recommend import recommend

ROUNDS, LABELS, AT = 3, 10, 20
SEEDS = (1, 2, 3)
_SIZE, _OWNERS, _NOISES = 2_000, 30, (0.0, 0.05, 0.15)
_RANDOM_CLICKS, _LOSS_ALLOWED = 0.5, 0.05

Scores = NDArray[np.float64]
Method = Callable[[Snapshot, Owner, list[Event], Rows], Scores]


@dataclass(frozen=True)
class Curve:
    """Mean precision@20 on unseen tracks after 0, 1, 2, 3 rounds, with the last one's interval."""

    method: str
    noise: float
    precision: tuple[float, ...]
    low: float
    high: float
    gap_closed: float
    worse_share: float


def run(
    json: bool = False, *, owners: int = _OWNERS, size: int = _SIZE, full: bool = False
) -> dict[str, object]:
    """Run the bench, print it, and return what was printed. Same numbers every time.

    ``owners`` are shared out among the seeds; ``full`` gives each seed as many.
    """
    each = owners if full else max(1, owners // len(SEEDS))
    catalogues = [synthetic_catalogue(size, seed=seed) for seed in SEEDS]
    snapshots = [catalogue.snapshot() for catalogue in catalogues]
    curves = []
    for noise in (*_NOISES, _RANDOM_CLICKS):
        drawn = [
            [draw_owner(catalogue, first + number, noise) for number in range(each)]
            for first, catalogue in zip(range(0, each * len(SEEDS), each), catalogues, strict=True)
        ]
        people = [
            (snapshot, owner)
            for snapshot, some in zip(snapshots, drawn, strict=True)
            for owner in some
        ]
        oracle = np.array([_oracle(owner, _halves(size)[1]) for _, owner in people])
        for name, method in METHODS.items():
            table = [_owner_curve(s, o, k, method) for k, (s, o) in enumerate(people)]
            curves.append(_curve(name, noise, np.array(table), oracle))
        popular = np.concatenate([_popularity(some, _halves(size)[1]) for some in drawn])
        curves.append(
            _curve("popularity", noise, np.repeat(popular[:, None], ROUNDS + 1, 1), oracle)
        )
    result: dict[str, object] = {
        "bench": "intent", "catalogue": size, "owners": each * len(SEEDS), "seeds": list(SEEDS),
        "rounds": ROUNDS, "labels_per_round": LABELS,
        "curves": [vars(curve) for curve in curves],
        "precision": f"precision@{AT} after 0 to {ROUNDS} rounds; the interval is of the last",
        "control": f"noise {_RANDOM_CLICKS:.0%}: clicks that mean nothing",
        "falls_short": _falls_short(curves),
    }  # fmt: skip
    print(json_format.dumps(result) if json else _table(curves))
    return result


def _popularity(owners: list[Owner], hidden: Rows) -> Scores:
    """(owners,) precision of a list of what most of the other owners like."""
    likes = np.array([owner.likes[hidden] for owner in owners], dtype=np.float64)
    others = likes.sum(axis=0) - likes
    best = np.argsort(-others, axis=1, kind="stable")[:, :AT]
    return np.asarray(np.take_along_axis(likes, best, axis=1).sum(axis=1) / AT)


def _falls_short(curves: list[Curve]) -> list[str]:
    last = {(curve.method, curve.noise): curve.precision[-1] for curve in curves}
    ways = {curve.method for curve in curves} - {"ours"}
    missed = [
        f"Intent: with {noise:.0%} wrong clicks “{way}” reaches {last[way, noise]:.2f} after "
        f"{ROUNDS} rounds, ours {last['ours', noise]:.2f}."
        for noise in _NOISES
        for way in sorted(ways)
        if last[way, noise] >= last["ours", noise]
    ]
    lost = last["brief only", _RANDOM_CLICKS] - last["ours", _RANDOM_CLICKS]
    if lost > _LOSS_ALLOWED:
        missed.append(f"Intent: clicks that mean nothing cost {lost:.2f} of the precision.")
    return missed


def _owner_curve(snapshot: Snapshot, owner: Owner, seed: int, method: Method) -> list[float]:
    """precision@20 on the hidden half before and after each round of labels."""
    random = np.random.default_rng([seed, 11])
    shown, hidden = _halves(len(snapshot))
    events: list[Event] = []
    seen: set[int] = set()
    found = [_precision(snapshot, owner, events, hidden, method)]
    for _ in range(ROUNDS):
        for row in _offered(snapshot, owner, events, shown, seen, method):
            seen.add(row)
            kind = "accept" if owner.verdict(row, random) else "reject"
            events.append(Event(kind, int(snapshot.ids[row])))  # type: ignore[arg-type]
        found.append(_precision(snapshot, owner, events, hidden, method))
    return found


def _offered(
    snapshot: Snapshot, owner: Owner, events: list[Event], shown: Rows, seen: set[int],
    method: Method,
) -> list[int]:  # fmt: skip
    fresh = np.array([row for row in shown if int(row) not in seen], dtype=np.int64)
    if method is bayesian:
        accepted = sum(event.kind == "accept" for event in events)
        listed = recommend(
            snapshot, owner.query, allowed_ids=snapshot.ids[shown], length=LABELS + accepted,
            events=events,
        )  # fmt: skip
        rows = snapshot.rows([item.id for item in listed.items])
        return [int(row) for row in rows if int(row) not in seen][:LABELS]
    scores = method(snapshot, owner, events, fresh)
    return [int(row) for row in fresh[np.lexsort((fresh, -scores))][:LABELS]]


def _precision(
    snapshot: Snapshot, owner: Owner, events: list[Event], hidden: Rows, method: Method
) -> float:
    scores = method(snapshot, owner, events, hidden)
    top = hidden[np.lexsort((hidden, -scores))][:AT]
    return float(owner.likes[top].sum()) / AT


def bayesian(snapshot: Snapshot, owner: Owner, events: list[Event], rows: Rows) -> Scores:
    """The product's own learner."""
    return prepare(snapshot, owner.query, allowed_ids=snapshot.ids[rows], events=events).score.total


def brief_only(snapshot: Snapshot, owner: Owner, events: list[Event], rows: Rows) -> Scores:
    """No learning: the brief's list, whatever the owner says."""
    return prepare(snapshot, owner.query, allowed_ids=snapshot.ids[rows]).score.total


def rocchio(snapshot: Snapshot, owner: Owner, events: list[Event], rows: Rows) -> Scores:
    """The brief moved towards accepted and away from rejected tracks (Rocchio, 1971)."""
    catalogue = calibrated(snapshot)
    space = np.concatenate([catalogue.facets, catalogue.groups, catalogue.directions], axis=1)
    space = space / np.maximum(np.linalg.norm(space, axis=1, keepdims=True), 1e-9)
    wish = np.zeros(space.shape[1])
    for kind, weight in (("accept", 1.0), ("reject", -0.5)):
        judged = snapshot.rows([event.id for event in events if event.kind == kind])
        if len(judged):
            wish += weight * space[judged].mean(axis=0)
    brief = brief_only(snapshot, owner, events, rows)
    standard = (brief - brief.mean()) / max(float(brief.std()), 1e-9)
    towards = space[rows] @ wish
    spread = float(towards.std())
    return standard + (towards - towards.mean()) / spread if spread > 1e-9 else standard


def chance(snapshot: Snapshot, owner: Owner, events: list[Event], rows: Rows) -> Scores:
    """Any tracks, other ones in every round."""
    return np.random.default_rng([len(events), int(owner.likes.sum()), 13]).random(len(rows))


METHODS: dict[str, Method] = {
    "random": chance, "brief only": brief_only, "rocchio": rocchio, "ours": bayesian,
}  # fmt: skip


def _oracle(owner: Owner, hidden: Rows) -> float:
    return min(float(owner.likes[hidden].sum()), AT) / AT


def _halves(size: int) -> tuple[Rows, Rows]:
    mixed = np.random.default_rng(3).permutation(size)
    return np.sort(mixed[: size // 2]), np.sort(mixed[size // 2 :])


def _curve(name: str, noise: float, table: Scores, oracle: Scores) -> Curve:
    mean, low, high = interval(table[:, -1].tolist())
    gap = float((oracle - table[:, 0]).mean())
    return Curve(
        method=name,
        noise=noise,
        precision=tuple(round(float(value), 3) for value in table.mean(axis=0)),
        low=round(low, 3),
        high=round(high, 3),
        gap_closed=round((mean - float(table[:, 0].mean())) / gap, 3) if gap > 0 else 0.0,
        worse_share=round(float((table.min(axis=1) < table[:, 0] - 0.05).mean()), 3),
    )


def _table(curves: list[Curve]) -> str:
    lines = ["noise  method        precision@20 after 0, 1, 2, 3 rounds   gap closed  ever worse"]
    for each in curves:
        steps = "  ".join(f"{value:.2f}" for value in each.precision)
        lines.append(
            f"{each.noise:5.0%}  {each.method:12}  {steps}  [{each.low:.2f}, {each.high:.2f}]"
            f"   {each.gap_closed:8.0%}  {each.worse_share:8.0%}"
        )
    return "\n".join(lines)
