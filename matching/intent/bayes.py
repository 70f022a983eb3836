"""Bayesian logistic regression with a Laplace approximation (MacKay, 1992)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS = 25
_TOLERANCE = 1e-6
_SMALLEST_STEP = 1e-4


@dataclass(frozen=True, eq=False)
class Posterior:
    """mean (d,), covariance (d, d), log_evidence: how well this prior foretold the labels."""

    mean: Floats
    covariance: Floats
    log_evidence: float


def fit(
    features: Floats, labels: Floats, weights: Floats, prior_mean: Floats, prior_sd: Floats
) -> Posterior:
    """The posterior of the coefficients of ``P(label = 1) = sigmoid(features @ b)``.

    features (m, d); labels (m,) in {0, 1}; weights (m,) how much each label counts; prior_mean and
    prior_sd (d,) of independent normal priors, sd > 0.
    """
    return fits(features[None], labels, weights, prior_mean[None], prior_sd[None])[0]


def fits(
    features: Floats, labels: Floats, weights: Floats, prior_mean: Floats, prior_sd: Floats
) -> list[Posterior]:
    """The posteriors of h models of the same labels at once; see ``fit``.

    features (h, m, d); prior_mean and prior_sd (h, d).
    """
    found = _modes(features, labels, weights, prior_mean, prior_sd)
    covariances = np.linalg.inv(found.hessian)
    return [
        Posterior(mean, covariance, float(log_evidence))
        for mean, covariance, log_evidence in zip(
            found.mean, covariances, found.log_evidence, strict=True
        )
    ]


def evidences(
    features: Floats, labels: Floats, weights: Floats, prior_mean: Floats, prior_sd: Floats
) -> Floats:
    """(h,) log evidence of h models of the same labels at once; see ``fit``.

    features (h, m, d); prior_mean and prior_sd (h, d).
    """
    return _modes(features, labels, weights, prior_mean, prior_sd).log_evidence


@dataclass(frozen=True, eq=False)
class _Modes:
    """mean (h, d), hessian (h, d, d), log_evidence (h,)."""

    mean: Floats
    hessian: Floats
    log_evidence: Floats


def _modes(
    features: Floats, labels: Floats, weights: Floats, prior_mean: Floats, prior_sd: Floats
) -> _Modes:
    """Newton's method with halved steps for h models side by side.

    Small models cost hardly more than the calls that fit them, so all take a step together; one
    that has arrived stays where it is and is left out of further steps.
    """
    precision = 1.0 / np.square(prior_sd)
    mean = prior_mean.copy()
    objective = _objective(features, labels, weights, prior_mean, precision, mean)
    going = np.arange(len(mean))
    for _ in range(_STEPS):
        # While all are on their way, nothing is copied.
        own = features if len(going) == len(mean) else features[going]
        away, tight = mean[going] - prior_mean[going], precision[going]
        chance = _sigmoid(_margins(own, mean[going]))
        slope = (weights * (labels - chance))[:, None, :] @ own
        gradient = slope[:, 0] - tight * away
        hessian = _hessian(own, weights, chance, tight)
        step = np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0]
        size = np.ones(len(going))
        while True:
            tried = mean[going] + size[:, None] * step
            value = _objective(own, labels, weights, prior_mean[going], tight, tried)
            worse = (value < objective[going]) & (size >= _SMALLEST_STEP)
            if not worse.any():
                break
            size[worse] /= 2.0
        gain = value - objective[going]
        mean[going], objective[going] = tried, value
        going = going[gain >= _TOLERANCE]
        if not len(going):
            break
    hessian = _hessian(features, weights, _sigmoid(_margins(features, mean)), precision)
    _, log_determinant = np.linalg.slogdet(hessian)
    evidence = objective + 0.5 * (np.log(precision).sum(axis=1) - log_determinant)
    return _Modes(mean, hessian, evidence)


def averaged(posteriors: list[Posterior], log_weights: Floats) -> Posterior:
    """Bayesian model average; log_weights (k,) log evidence plus log prior of each model.

    Where labels are noise, the model that learned nothing foretells them best and takes over:
    this is what keeps random clicks from leading the list astray.
    """
    shares: Floats = np.exp(log_weights - log_weights.max())
    shares /= shares.sum()
    mean = np.zeros_like(posteriors[0].mean)
    for share, each in zip(shares, posteriors, strict=True):
        mean += share * each.mean
    covariance = np.zeros_like(posteriors[0].covariance)
    for share, each in zip(shares, posteriors, strict=True):
        away = each.mean - mean
        covariance += share * (each.covariance + np.outer(away, away))
    return Posterior(mean, covariance, float(log_weights.max()))


def _margins(features: Floats, mean: Floats) -> Floats:
    """(h, m) log-odds."""
    return np.asarray((features @ mean[:, :, None])[:, :, 0])


def _hessian(features: Floats, weights: Floats, chance: Floats, precision: Floats) -> Floats:
    # The root on both sides: NumPy then knows the product to be symmetric and does half the work.
    rooted = features * np.sqrt(weights * chance * (1.0 - chance))[:, :, None]
    hessian: Floats = rooted.transpose(0, 2, 1) @ rooted
    places = np.arange(hessian.shape[1])
    hessian[:, places, places] += precision
    return hessian


def _objective(
    features: Floats,
    labels: Floats,
    weights: Floats,
    prior_mean: Floats,
    precision: Floats,
    mean: Floats,
) -> Floats:
    """(h,) log posterior up to a constant."""
    margin = np.where(labels > 0.5, 1.0, -1.0) * _margins(features, mean)
    prior = (precision * np.square(mean - prior_mean)).sum(axis=1)
    return np.asarray(-(np.logaddexp(0.0, -margin) @ weights) - 0.5 * prior)


def _sigmoid(z: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(z, -40.0, 40.0))))
