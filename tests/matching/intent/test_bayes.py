"""Many small models fitted side by side are the models fitted one by one."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from matching.intent.bayes import evidences, fit


def problem(models: int, width: int) -> tuple[np.ndarray, ...]:
    draw = np.random.default_rng(width)
    features = draw.normal(size=(models, 30, width))
    labels = (features[0, :, 0] + 0.5 * draw.normal(size=30) > 0).astype(np.float64)
    weights = draw.choice([1.0, 0.25], 30)
    return (
        features,
        labels,
        weights,
        np.zeros((models, width)),
        draw.uniform(0.2, 3, (models, width)),
    )


def test_evidence_side_by_side_is_evidence_alone() -> None:
    features, labels, weights, mean, sd = problem(7, 4)
    together = evidences(features, labels, weights, mean, sd)
    alone = [
        fit(features[place], labels, weights, mean[place], sd[place]).log_evidence
        for place in range(len(features))
    ]
    assert np.allclose(together, alone, atol=1e-5)


def test_the_mode_is_where_a_general_optimiser_finds_it() -> None:
    features, labels, weights, mean, sd = problem(1, 3)

    def loss(at: np.ndarray) -> float:
        margin = np.where(labels > 0.5, 1.0, -1.0) * (features[0] @ at)
        prior = float((np.square(at - mean[0]) / np.square(sd[0])).sum())
        return float(weights @ np.logaddexp(0.0, -margin)) + 0.5 * prior

    found = fit(features[0], labels, weights, mean[0], sd[0])
    assert np.allclose(found.mean, minimize(loss, mean[0]).x, atol=1e-3)
    assert np.linalg.eigvalsh(found.covariance).min() > 0
