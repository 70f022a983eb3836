"""What the verdicts may be about, as hypotheses that compete by how well they foretell them.

"Nothing but the brief", "one facet or one tag of the hundred", "a bit of everything": a few clear
verdicts are foretold best by one subject, many mixed ones by all together, random ones by none.
Averaging over them (Hoeting et al., 1999) lets a clear wish show after one round while nonsense
teaches nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.intent.bayes import Posterior, averaged, evidences, fits
from matching.intent.features import LEAD, STYLE_SUBJECT, Block

Floats = NDArray[np.float64]
Columns = NDArray[np.int64]

#: Everything at once, on prior scales from cautious to bold. The first learns next to nothing.
_SCALES = (0.02, 0.35, 0.7, 1.4)
_SCALE_PRIOR = (0.72, 0.06, 0.05, 0.02)
#: One subject alone; these shares are split among the facets and among the tags. What owners
#: speak of most is the likeliest subject of their verdicts, too.
_SINGLE_SCALE = 3.0
_FACETS_PRIOR, _TAGS_PRIOR = 0.11, 0.04
_USUAL = dict.fromkeys(("facet:tempo_bpm", "facet:energy", "facet:vocal", "facet:acoustic"), 3.0)
#: Hypotheses this much (in log odds) behind the best are not looked at further.
_HOPELESS = 5.0
#: What a single-subject hypothesis believes of all other subjects.
_CLOSED = 0.02


@dataclass(frozen=True, eq=False)
class Problem:
    """One learning problem: columns are [bias, brief, bias elsewhere, blocks...].

    features (m, d), labels (m,), weights (m,); said (m,) bool marks what the owner said, as
    against weak negatives. prior_mean, prior_sd (d,); fixed (d,) bool marks priors that no
    hypothesis changes (the leading ones, wishes set by hand).
    """

    features: Floats
    labels: Floats
    weights: Floats
    said: NDArray[np.bool_]
    prior_mean: Floats
    prior_sd: Floats
    fixed: NDArray[np.bool_]


def weighed(problem: Problem, space: Sequence[Block]) -> Posterior:
    """The average over all hypotheses about ``problem``."""
    singles = _singles(problem, space)
    dense = [np.where(problem.fixed, 1.0, scale) * problem.prior_sd for scale in _SCALES]
    everything = np.arange(len(problem.prior_sd))
    hypotheses = [(sd, everything) for sd in dense] + [(sd, own) for sd, own, _ in singles]
    shares = np.array([*_SCALE_PRIOR, *(share for _, _, share in singles)])
    odds = _evidences(problem, hypotheses) + np.log(shares)
    best = odds.max()
    kept = np.flatnonzero(odds > best - _HOPELESS)
    return averaged(_posteriors(problem, [hypotheses[place] for place in kept]), odds[kept])


def _singles(problem: Problem, space: Sequence[Block]) -> list[tuple[Floats, Columns, float]]:
    """(prior sd, columns, prior share) of each hypothesis about one subject."""
    shares = {"facet": _FACETS_PRIOR, "tag": _TAGS_PRIOR}
    total: dict[str, float] = defaultdict(float)
    for block in space:
        total[block.subject.partition(":")[0]] += _USUAL.get(block.subject, 1.0)
    found, start = [], LEAD
    always = np.flatnonzero(problem.fixed)
    for block in space:
        stop = start + len(block.prior_sd)
        own = np.arange(start, stop)
        if block.subject != STYLE_SUBJECT and not problem.fixed[own].any():
            kind = block.subject.partition(":")[0]
            sd = problem.prior_sd.copy()
            sd[own] *= _SINGLE_SCALE
            columns = np.concatenate([always, own])
            share = shares[kind] * _USUAL.get(block.subject, 1.0) / total[kind]
            found.append((sd, columns, share))
        start = stop
    return found


def _evidences(problem: Problem, hypotheses: Sequence[tuple[Floats, Columns]]) -> Floats:
    """How well each hypothesis (prior sd, columns) foretells what was said.

    Weak negatives stay out of it: they would count "unlike the rest of the catalogue" as a
    lesson, which the brief alone foretells.
    """
    said = problem.said
    features, labels = problem.features[said], problem.labels[said]
    weights, found = problem.weights[said], np.empty(len(hypotheses))
    for places, own, sd in _by_width(hypotheses):
        found[places] = evidences(
            _seen(features, own), labels, weights, problem.prior_mean[own], sd
        )  # fmt: skip
    return found


def _posteriors(problem: Problem, hypotheses: Sequence[tuple[Floats, Columns]]) -> list[Posterior]:
    found: dict[int, Posterior] = {}
    for places, own, sd in _by_width(hypotheses):
        fitted = fits(
            _seen(problem.features, own), problem.labels, problem.weights,
            problem.prior_mean[own], sd,
        )  # fmt: skip
        for place, each, columns in zip(places, fitted, own, strict=True):
            found[place] = _opened(problem, each, columns)
    return [found[place] for place in range(len(hypotheses))]


def _by_width(
    hypotheses: Sequence[tuple[Floats, Columns]],
) -> Iterator[tuple[list[int], Columns, Floats]]:
    """Hypotheses over equally many columns, to be fitted side by side: their places (h,), columns
    (h, d) and prior sd (h, d)."""
    for width in sorted({len(own) for _, own in hypotheses}):
        places = [place for place, (_, own) in enumerate(hypotheses) if len(own) == width]
        own = np.stack([hypotheses[place][1] for place in places])
        sd = np.stack([hypotheses[place][0] for place in places])
        yield places, own, np.take_along_axis(sd, own, axis=1)


def _seen(features: Floats, own: Columns) -> Floats:
    """(h, m, w) columns (h, w) of each hypothesis; those about everything share their memory."""
    if own.shape[1] == features.shape[1]:
        return np.broadcast_to(features, (len(own), *features.shape))
    return np.ascontiguousarray(features[:, own].transpose(1, 0, 2))


def _opened(problem: Problem, found: Posterior, own: Columns) -> Posterior:
    """A posterior over some columns as one over all."""
    if len(own) == len(problem.prior_sd):
        return found
    mean = np.zeros(len(problem.prior_sd))
    mean[own] = found.mean
    covariance = np.diag(np.square(_CLOSED * problem.prior_sd))
    covariance[np.ix_(own, own)] = found.covariance
    return Posterior(mean, covariance, found.log_evidence)
