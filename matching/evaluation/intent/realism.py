"""How near the generated tracks are to the segments they were fitted to."""

import numpy as np
from scipy.stats import ks_2samp
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from matching.evaluation.intent.generator import Floats, joint
from matching.evaluation.intent.music import Music
from matching.profile.track import FACETS


def realism(real: Music, made: Music) -> dict[str, float]:
    """Distances between the two; 0, 0, 0 and 0.5 where they are the same.

    marginals: the largest Kolmogorov-Smirnov distance of a facet; style: that of a principal
    direction of style; correlations: mean absolute difference between the two correlation
    matrices of the joint space; told_apart: area under the curve of a boosted classifier that is
    asked which of two tracks was generated (Lopez-Paz and Oquab, 2017), tracks and whatever was
    made from them being kept in the same fold.
    """
    facets = [
        ks_2samp(real.columns["facets"][:, place], made.columns["facets"][:, place]).statistic
        for place in range(len(FACETS))
    ]
    # The axes of a catalogue have no sign or order of their own: both are seen on the real ones.
    both = _seen_alike(real, made)
    style = [ks_2samp(both[0][:, place], both[1][:, place]).statistic for place in range(24)]
    varied = (both[0].std(axis=0) > 0) & (both[1].std(axis=0) > 0)
    correlations = [np.corrcoef(space[:, varied], rowvar=False) for space in both]
    picked = np.random.default_rng(0).permutation(len(made))[: len(real)]
    features = np.concatenate([both[0], both[1][picked]])
    labels = np.r_[np.zeros(len(real)), np.ones(len(picked))]
    groups = np.r_[real.source, made.source[picked]]
    guess = cross_val_predict(
        HistGradientBoostingClassifier(max_iter=60, random_state=0), features, labels,
        groups=groups, cv=GroupKFold(3), method="predict_proba",
    )[:, 1]  # fmt: skip
    return {
        "marginals": round(float(max(facets)), 3),
        "style": round(float(max(style)), 3),
        "correlations": round(float(np.mean(np.abs(correlations[0] - correlations[1]))), 3),
        "told_apart": round(float(roc_auc_score(labels, guess)), 3),
    }


def _seen_alike(real: Music, made: Music) -> tuple[Floats, Floats]:
    count = len(real)
    together = Music(
        "both",
        {
            name: np.concatenate([column, made.columns[name]])
            if name != "ids"
            else 10 * np.arange(1, count + len(made) + 1, dtype=np.int64)
            for name, column in real.columns.items()
        },
        np.concatenate([real.second, made.second]),
        np.concatenate([real.source, made.source]),
        0,
    )
    space = joint(together)
    return space[:count], space[count:]
