"""Bayesian logistic regression with a Laplace approximation (MacKay, 1992)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS = 25
_TOLERANCE = 1e-6


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
    precision = 1.0 / np.square(prior_sd)
    mean = prior_mean.copy()
    objective = _objective(features, labels, weights, prior_mean, precision, mean)
    hessian = np.diag(precision)
    for _ in range(_STEPS):
        chance = _sigmoid(features @ mean)
        gradient = features.T @ (weights * (labels - chance)) - precision * (mean - prior_mean)
        hessian = _hessian(features, weights, chance, precision)
        step = np.linalg.solve(hessian, gradient)
        size = 1.0
        while True:
            tried = mean + size * step
            value = _objective(features, labels, weights, prior_mean, precision, tried)
            if value >= objective or size < 1e-4:
                break
            size /= 2.0
        gain, mean, objective = value - objective, tried, value
        if gain < _TOLERANCE:
            break
    hessian = _hessian(features, weights, _sigmoid(features @ mean), precision)
    _, log_determinant = np.linalg.slogdet(hessian)
    evidence = objective + 0.5 * (float(np.log(precision).sum()) - float(log_determinant))
    covariance = np.asarray(np.linalg.inv(hessian), dtype=np.float64)
    return Posterior(mean, covariance, evidence)


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


def _hessian(features: Floats, weights: Floats, chance: Floats, precision: Floats) -> Floats:
    curvature = weights * chance * (1.0 - chance)
    hessian: Floats = (features * curvature[:, None]).T @ features
    hessian[np.diag_indices_from(hessian)] += precision
    return hessian


def _objective(
    features: Floats,
    labels: Floats,
    weights: Floats,
    prior_mean: Floats,
    precision: Floats,
    mean: Floats,
) -> float:
    margin = np.where(labels > 0.5, 1.0, -1.0) * (features @ mean)
    fit_term = -float(weights @ np.logaddexp(0.0, -margin))
    return fit_term - 0.5 * float(precision @ np.square(mean - prior_mean))


def _sigmoid(z: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(z, -40.0, 40.0))))
