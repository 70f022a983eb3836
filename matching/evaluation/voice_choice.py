"""How the reading of voice was chosen, on the tuning half of voice_corpora alone.

A few readings, each one or two numbers made of groups of tags and of what a detector of singing
heard, and three strengths of regularisation compete by log loss, sung and not sung counting the
same, on packages and songs that the logistic curve was not fitted to.  Among those within one
standard error of the best, those with the fewest numbers remain, and the best of them wins: six
songs of one album cannot support more.
Run it with ``python -m matching.evaluation.voice_choice``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from matching.audio.sound import listen
from matching.corpora import profiles
from matching.encoders.singing import SAMPLE_RATE, SingingDetector
from matching.evaluation.voice_corpora import voiced
from matching.profile.tag_facets import (
    NO_VOICE,
    SUNG,
    UNSUNG,
    VOICE,
    heard_log_odds,
    mean_log_odds,
)

Tags = npt.NDArray[np.float32]
_SINGERS = ("female vocalists", "male vocalists", "female vocalist")
_STRENGTHS = (0.1, 1.0, 10.0)
_COLUMNS = ("loss", "error", "numbers", "reading", "C")

READINGS: Mapping[str, Callable[[Tags, float], Sequence[float]]] = {
    "singing against no singing": lambda tags, sung: [
        mean_log_odds(tags, SUNG) - mean_log_odds(tags, UNSUNG)
    ],
    "everything against everything": lambda tags, sung: [
        mean_log_odds(tags, VOICE) - mean_log_odds(tags, NO_VOICE)
    ],
    "singers against instrumental": lambda tags, sung: [
        mean_log_odds(tags, _SINGERS) - mean_log_odds(tags, ("instrumental",))
    ],
    "singing, no singing": lambda tags, sung: [
        mean_log_odds(tags, SUNG),
        mean_log_odds(tags, UNSUNG),
    ],
    "singing heard": lambda tags, sung: [heard_log_odds(sung)],
    "singing against no singing, singing heard": lambda tags, sung: [
        mean_log_odds(tags, SUNG) - mean_log_odds(tags, UNSUNG),
        heard_log_odds(sung),
    ],
    "singing, singers": lambda tags, sung: [
        mean_log_odds(tags, SUNG),
        mean_log_odds(tags, _SINGERS),
    ],
}


def choose() -> dict[str, Any]:
    """Every reading's figure, and the winner with its curve."""
    known = [each for each in voiced() if each.half == "tune"]
    detector = SingingDetector()
    heard = [
        (profile.tags, detector.sung(listen(each.track.path, rate=SAMPLE_RATE).mono))
        for each, profile in zip(known, profiles([each.track for each in known]), strict=True)
    ]
    sung = np.array([each.sung for each in known])
    groups = np.array([each.group for each in known])
    trials = []
    for name, reading in READINGS.items():
        values = np.array([reading(*each) for each in heard])
        for strength in _STRENGTHS:
            loss, error = _held_out(values, sung, groups, strength)
            trials.append((loss, error, values.shape[1], name, strength))
    limit = sum(min(trials)[:2])
    good = [trial for trial in trials if trial[0] <= limit]
    loss, _, _, name, strength = min(good, key=lambda trial: (trial[2], trial[0]))
    slope, offset = _plain(
        _fitted(np.array([READINGS[name](*each) for each in heard]), sung, strength)
    )
    return {
        "tracks": len(known),
        "sung": int(sung.sum()),
        "trials": [dict(zip(_COLUMNS, trial, strict=True)) for trial in trials],
        "winner": {"reading": name, "C": strength, "loss": loss},
        "slope": slope,
        "offset": offset,
    }


def _fitted(
    values: npt.NDArray[np.float64], sung: npt.NDArray[np.bool_], strength: float
) -> Pipeline:
    curve = LogisticRegression(C=strength, class_weight="balanced")
    return make_pipeline(StandardScaler(), curve).fit(values, sung)


def _plain(fitted: Pipeline) -> tuple[list[float], float]:
    """Slopes and offset for numbers that are not standardised."""
    scaler, curve = fitted[0], fitted[1]
    slope = curve.coef_[0] / scaler.scale_
    return slope.tolist(), float(curve.intercept_[0] - slope @ scaler.mean_)


def _held_out(
    values: npt.NDArray[np.float64],
    sung: npt.NDArray[np.bool_],
    groups: npt.NDArray[np.str_],
    strength: float,
) -> tuple[float, float]:
    """Log loss, sung and not sung counting the same, and its standard error over tracks."""
    likely = np.zeros(len(sung))
    for group in sorted(set(groups.tolist())):
        out = groups == group
        likely[out] = _fitted(values[~out], sung[~out], strength).predict_proba(values[out])[:, 1]
    losses = -np.log(np.clip(np.where(sung, likely, 1 - likely), 1e-12, 1.0))
    sides = (losses[sung], losses[~sung])
    error = np.sqrt(sum(side.var(ddof=1) / len(side) for side in sides)) / 2
    return float(np.mean([side.mean() for side in sides])), float(error)


if __name__ == "__main__":
    print(json.dumps(choose(), indent=2))
