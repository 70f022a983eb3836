"""How far the sound analysis carries by itself: a probe that is told the answers of other tracks.

A request can be understood perfectly and still fail, where the profiles do not hold what it asks
for. So for each pool a logistic regression on the same profiles (tags and facets standardised,
style as it is, 40 principal components, strong penalty) learns the labels of four fifths of the
tracks and ranks the last fifth. It is no limit in the strict sense: few labels teach little.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from matching.evaluation.kept import digest, kept, named
from matching.evaluation.requests.bridge import standard_odds
from matching.evaluation.requests.pools import Pool
from matching.evaluation.requests.scoring import auc, normalised
from matching.index.snapshot import Snapshot

_FOLDS = 5
_COMPONENTS = 40
_PENALTY = 0.1  # inverse, as scikit-learn has it


def ears(features: NDArray[np.float64], pools: Sequence[Pool]) -> tuple[float, float]:
    """Normalised precision and AUC of the probe, means over the pools of a request."""
    pairs = [_probed(features, pool) for pool in pools]
    return float(np.mean([each[0] for each in pairs])), float(np.mean([each[1] for each in pairs]))


def heard(snapshot: Snapshot) -> NDArray[np.float64]:
    """(n, components) of the tracks' profiles, found without any label."""
    facets = np.asarray(snapshot.facets, dtype=np.float64)
    facets = (facets - facets.mean(axis=0)) / np.maximum(facets.std(axis=0), 1e-9)
    style = np.asarray(snapshot.style, dtype=np.float64)
    style = (style - style.mean(axis=0)) / np.maximum(style.std(), 1e-9)
    # Each of the three groups has the same say.
    groups = (standard_odds(np.asarray(snapshot.tags)), facets, style)
    together = np.hstack([group / np.sqrt(group.shape[1]) for group in groups])
    return np.asarray(
        PCA(min(_COMPONENTS, *together.shape), random_state=0).fit_transform(together)
    )


def _probed(features: NDArray[np.float64], pool: Pool) -> tuple[float, float]:
    key = digest(features, pool.rows, pool.relevant)
    found = kept(named("ears", 1, "scikit-learn"), key, lambda: _decided(features, pool).tolist())
    scores = np.full(len(features), -np.inf)
    scores[pool.rows] = found
    return normalised(scores, pool), auc(scores, pool)


def _decided(features: NDArray[np.float64], pool: Pool) -> NDArray[np.float64]:
    """(rows of the pool,) what the probe makes of each, taught by the others."""
    folds = min(_FOLDS, int(pool.relevant.sum()), int((~pool.relevant).sum()))
    probe = make_pipeline(
        StandardScaler(),
        LogisticRegression(C=_PENALTY, class_weight="balanced", max_iter=1000),
    )
    decided = cross_val_predict(
        probe,
        features[pool.rows],
        pool.relevant,
        cv=StratifiedKFold(folds, shuffle=True, random_state=0),
        method="decision_function",
    )
    return np.asarray(decided, dtype=np.float64)
