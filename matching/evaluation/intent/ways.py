"""Ways to learn from clicks, side by side: the usual ones, ours, and one that knows the truth.

All see the same features, the same standardised score of the brief and, where they are fitted,
the same weak negatives; their settings are the best found on the tuning owners.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from matching.evaluation.baselines import popularity_similarities, random_similarities
from matching.evaluation.intent.session import WEAK_WEIGHT, Session
from matching.index.snapshot import Rows
from matching.intent.state import Event
from matching.retrieval.recommend import Ranked, Recommendation, recommend

Floats = NDArray[np.float64]

#: The brief beside what Rocchio and kNN found, in standard deviations of each.
_ROCCHIO_BRIEF, _NEAREST_BRIEF = 0.5, 1.0
#: Rocchio (1971): what rejected tracks weigh beside accepted ones.
_AWAY = 0.5
_NEAREST = 3
#: Logistic probe: inverse strength of the penalty; the brief is scaled up to be penalised less.
_PENALTY, _BRIEF_SCALE = 0.1, 3.0
#: Thompson sampling: prior standard deviations of the weights and of the brief's.
_PRIOR_SD, _BRIEF_SD, _STEPS = 0.1, 0.3, 12
_GUESSES = 0.2


class Way(Protocol):
    """One way of learning."""

    name: str

    def offer(self, session: Session, count: int) -> list[int]:
        """At most ``count`` rows of the shown half that were not judged yet, best first."""
        ...

    def best(self, session: Session, count: int) -> list[int]:
        """At most ``count`` rows of the hidden half, best first."""
        ...


class Scored:
    """A way that scores every track and offers the best."""

    name = "brief only"

    def score(self, session: Session) -> Floats:
        """(n,) higher is better; here the brief, whatever the owner says."""
        return session.brief

    def offer(self, session: Session, count: int) -> list[int]:
        return _top(self.score(session), session.fresh, count)

    def best(self, session: Session, count: int) -> list[int]:
        return _top(self.score(session), session.hidden, count)


class Chance(Scored):
    """Any tracks."""

    name = "random"

    def score(self, session: Session) -> Floats:
        return random_similarities(1, len(session.brief), seed=session.seed)[0]


class Popular(Scored):
    """What is played most, the same for everyone; plays as uneven as plays are (Zipf's law)."""

    name = "popularity"

    def score(self, session: Session) -> Floats:
        count = len(session.brief)
        plays = 1.0 / (1.0 + np.random.default_rng([count, 47]).permutation(count))
        return popularity_similarities(plays, 1)[0]


class Rocchio(Scored):
    """The wish moved towards accepted and away from rejected tracks (Rocchio, 1971)."""

    name = "rocchio"

    def score(self, session: Session) -> Floats:
        space = session.directions
        wish = np.zeros(space.shape[1], dtype=np.float32)
        for rows, weight in ((session.accepted, 1.0), (session.rejected, -_AWAY)):
            if rows:
                wish += np.float32(weight) * space[rows].mean(axis=0)
        return _beside(_ROCCHIO_BRIEF * session.brief, (space @ wish).astype(np.float64))


class Nearest(Scored):
    """How much nearer the closest accepted tracks are than the closest rejected ones."""

    name = "knn difference"

    def score(self, session: Session) -> Floats:
        space = session.directions
        found = np.zeros(len(space))
        for rows, sign in ((session.accepted, 1.0), (session.rejected, -1.0)):
            if rows:
                like = space @ space[rows].T
                most = min(_NEAREST, len(rows))
                found += sign * np.partition(like, -most, axis=1)[:, -most:].mean(axis=1)
        return _beside(_NEAREST_BRIEF * session.brief, found)


class Probe(Scored):
    """Logistic regression on the features and the brief."""

    name = "logistic probe"

    def score(self, session: Session) -> Floats:
        rows, labels = session.judged
        if not session.accepted:
            return session.brief
        rows, labels, weights = _with_others(session, rows, labels)
        features = np.c_[_BRIEF_SCALE * session.brief[rows], session.features[rows]]
        model = LogisticRegression(C=_PENALTY, max_iter=200)
        model.fit(features, labels, sample_weight=weights)
        by_brief, others = model.coef_[0, 0], model.coef_[0, 1:].astype(np.float32)
        return np.asarray(by_brief * _BRIEF_SCALE * session.brief + session.features @ others)


class Thompson(Scored):
    """Thompson sampling (1933) on a Bayesian logistic regression, Laplace's approximation.

    Each place of a round is the best track under weights of its own drawn from the posterior; the
    list that is judged is the best under their mean.
    """

    name = "thompson"

    def offer(self, session: Session, count: int) -> list[int]:
        mean, covariance = self._posterior(session)
        random = np.random.default_rng([session.seed, len(session.judged[0]), 43])
        drawn = random.multivariate_normal(mean, covariance, count, method="cholesky")
        fresh = session.fresh
        scores = np.stack([self._scores(session, each)[fresh] for each in drawn], axis=1)
        found: list[int] = []
        for place in range(min(count, len(fresh))):
            best = int(np.argmax(scores[:, place]))
            found.append(int(fresh[best]))
            scores[best] = -np.inf
        return found

    def score(self, session: Session) -> Floats:
        return self._scores(session, self._posterior(session)[0])

    def _scores(self, session: Session, weights: Floats) -> Floats:
        by_features = session.features @ weights[2:].astype(np.float32)
        return np.asarray(weights[0] + weights[1] * session.brief + by_features)

    def _posterior(self, session: Session) -> tuple[Floats, Floats]:
        rows, labels = session.judged
        width = session.features.shape[1] + 2
        prior = np.zeros(width)
        prior[1] = 1.0
        precision = np.full(width, _PRIOR_SD**-2)
        precision[:2] = 2.0**-2, _BRIEF_SD**-2
        if not len(rows):
            return prior, np.diag(1.0 / precision)
        rows, labels, weights = _with_others(session, rows, labels)
        features = np.c_[np.ones(len(rows)), session.brief[rows], session.features[rows]]
        mean = prior.copy()
        for _ in range(_STEPS):
            chance = 1.0 / (1.0 + np.exp(-np.clip(features @ mean, -30, 30)))
            slope = features.T @ (weights * (labels - chance)) - precision * (mean - prior)
            curve = (features.T * (weights * chance * (1 - chance))) @ features
            hessian = curve + np.diag(precision)
            mean = mean + np.linalg.solve(hessian, slope)
        return mean, np.asarray(np.linalg.inv(hessian))


class Taught(Scored):
    """What could be read at all: boosted trees that are told the truth of the whole shown half.

    No owner gives some ten thousand labels; it says how much of the taste the read profiles hold.
    """

    name = "all labels"

    def __init__(self, likes: NDArray[np.bool_]) -> None:
        self.likes = likes

    def score(self, session: Session) -> Floats:
        features = np.c_[session.brief, session.features]
        model = HistGradientBoostingClassifier(max_iter=80, learning_rate=0.08, random_state=0)
        model.fit(features[session.shown], self.likes[session.shown])
        return np.asarray(model.decision_function(features))


class Ours:
    """The product's own code: the list an owner gets, without the places marked as guesses."""

    name = "ours"

    def __init__(self) -> None:
        self.offered: tuple[Ranked, ...] = ()
        self.last: Recommendation | None = None

    def offer(self, session: Session, count: int) -> list[int]:
        found = self._recommend(session, session.shown, count + len(session.accepted))
        known = {int(session.snapshot.ids[row]) for row in session.accepted}
        self.last = found
        self.offered = tuple(item for item in found.items if item.id not in known)[:count]
        return _rows(session, self.offered)

    def best(self, session: Session, count: int) -> list[int]:
        found = self._recommend(session, session.hidden, round(count / (1 - _GUESSES)))
        return _rows(session, [item for item in found.items if not item.guess][:count])

    def _recommend(self, session: Session, rows: Rows, length: int) -> Recommendation:
        events: list[Event] = session.events
        return recommend(
            session.snapshot, session.query, allowed_ids=session.snapshot.ids[rows],
            length=length, events=events,
        )  # fmt: skip


#: Changes with any of these ways, so that what owners came to is found anew.
WAYS_VERSION = 4
#: What is compared with ours, and ours; the oracle needs no code.
WAYS: tuple[type[Way], ...] = (
    Chance, Popular, Scored, Rocchio, Probe, Nearest, Thompson, Ours,
)  # fmt: skip


def _with_others(session: Session, rows: Rows, labels: Floats) -> tuple[Rows, Floats, Floats]:
    others = session.others
    return (
        np.concatenate([rows, others]),
        np.r_[labels, np.zeros(len(others))],
        np.r_[np.ones(len(rows)), np.full(len(others), WEAK_WEIGHT)],
    )


def _beside(brief: Floats, found: Floats) -> Floats:
    spread = float(found.std())
    return brief + (found - found.mean()) / spread if spread > 1e-9 else brief


def _top(scores: Floats, rows: Rows, count: int) -> list[int]:
    return [int(row) for row in rows[np.lexsort((rows, -scores[rows]))][:count]]


def _rows(session: Session, items: list[Ranked] | tuple[Ranked, ...]) -> list[int]:
    ids = [item.id for item in items]
    return [int(row) for row in np.searchsorted(session.snapshot.ids, ids)]
