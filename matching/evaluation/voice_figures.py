"""Voice or instrumental on the half of voice_corpora that nothing was chosen on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from matching.corpora import profiles
from matching.evaluation.voice_corpora import voiced

GOAL_AUC = 0.9
_BANDS = (0.0, 0.25, 0.5, 0.75, 1.0)
_DRAWS = 1000


def measure() -> dict[str, Any]:
    """Area under the curve, balanced accuracy and reliability of the facet ``vocal``."""
    known = [each for each in voiced() if each.half != "tune"]
    likely = np.array(
        [profile.facets["vocal"] for profile in profiles([each.track for each in known])]
    )
    sung = np.array([each.sung for each in known])
    starter = np.array([each.half == "starter" for each in known])
    acoustic = np.array([bool(each.track.labels.get("acoustic")) for each in known])
    figures: dict[str, Any] = {
        "without_starter": _figures(likely[~starter], sung[~starter]),
        "with_starter": _figures(likely, sung),
        "reliability": _reliability(likely, sung),
        "starter_taken_for_sung": {
            "acoustic": _taken(likely[starter & acoustic]),
            "electronic": _taken(likely[starter & ~acoustic]),
        },
        "worst": _worst([each.track.id for each in known], likely, sung),
        "falls_short": [],
    }
    area = figures["without_starter"]["auc"]["mean"]
    if area < GOAL_AUC:
        figures["falls_short"].append(
            f"Voice: area under the curve {area:.2f} on the half kept for reporting "
            f"({int(sung.sum())} songs of one band), below {GOAL_AUC}."
        )
    guitars = figures["starter_taken_for_sung"]["acoustic"]
    if guitars["sung"]:
        figures["falls_short"].append(
            f"Voice: {guitars['sung']} of {guitars['tracks']} instrumental acoustic guitar tracks "
            "are taken for songs."
        )
    return figures


def _figures(likely: npt.NDArray[np.float64], sung: npt.NDArray[np.bool_]) -> dict[str, Any]:
    random = np.random.default_rng(0)
    areas, accuracies = [], []
    for _ in range(_DRAWS):
        drawn = np.concatenate(
            [random.choice(np.flatnonzero(side), int(side.sum())) for side in (sung, ~sung)]
        )
        areas.append(roc_auc_score(sung[drawn], likely[drawn]))
        accuracies.append(balanced_accuracy_score(sung[drawn], likely[drawn] > 0.5))
    shuffled = roc_auc_score(random.permutation(sung), likely)
    return {
        "sung": int(sung.sum()),
        "not_sung": int((~sung).sum()),
        "auc": _spread(float(roc_auc_score(sung, likely)), areas),
        "balanced_accuracy": _spread(
            float(balanced_accuracy_score(sung, likely > 0.5)), accuracies
        ),
        "auc_shuffled": float(shuffled),
    }


def _spread(value: float, draws: Sequence[float]) -> dict[str, float]:
    low, high = np.percentile(draws, [2.5, 97.5])
    return {"mean": value, "low": float(low), "high": float(high)}


def _reliability(
    likely: npt.NDArray[np.float64], sung: npt.NDArray[np.bool_]
) -> list[dict[str, float]]:
    """How often the tracks of a band are sung, sung and not sung counting the same in all."""
    weight = np.where(sung, 0.5 / sung.sum(), 0.5 / (~sung).sum())
    bands = []
    for low, high in pairwise(_BANDS):
        inside = (likely >= low) & ((likely < high) | (high == 1.0))
        if inside.any():
            bands.append(
                {
                    "from": low,
                    "to": high,
                    "tracks": int(inside.sum()),
                    "promised": float(np.average(likely[inside], weights=weight[inside])),
                    "sung": float(np.average(sung[inside], weights=weight[inside])),
                }
            )
    return bands


def _taken(likely: npt.NDArray[np.float64]) -> dict[str, int]:
    return {"tracks": len(likely), "sung": int((likely > 0.5).sum())}


def _worst(
    names: Sequence[str], likely: npt.NDArray[np.float64], sung: npt.NDArray[np.bool_]
) -> list[dict[str, Any]]:
    order = np.argsort(-np.abs(likely - sung))[:10]
    return [
        {"track": names[at], "probability": round(float(likely[at]), 2), "sung": bool(sung[at])}
        for at in order
    ]
