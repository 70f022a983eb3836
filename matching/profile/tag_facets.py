"""Facets that are read from the tags: voice or instrumental, acoustic or electronic, driving.

Acoustic and driving weigh two groups of tags: the share of their probability that speaks for it.
Voice is what a detector of singing heard; where there is none, it compares the log-odds of the tags
for singing with those against it, and bare acoustic guitar is often taken for a singer with a
guitar.  Which reading, and the curves, are what matching.evaluation.voice_choice picks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matching.encoders.musicnn_tags import TAG_INDEX

VOICE = (
    "female vocalists", "male vocalists", "female vocalist", "vocal", "female", "male", "singing",
    "vocals", "woman", "male vocal", "man", "voice", "male voice", "female vocal", "female voice",
    "choir", "choral", "opera",
)  # fmt: skip
NO_VOICE = ("instrumental", "no vocals", "no vocal", "no voice")
#: The tags that the facet is read from; the others above are only kept in step with known voice.
SUNG = (
    "vocal", "singing", "vocals", "voice", "male vocal", "female vocal", "male voice",
    "female voice",
)  # fmt: skip
UNSUNG = ("no vocals", "no vocal", "no voice")
_VOICE_SLOPE, _VOICE_OFFSET = 2.48, 1.49
#: The same of the log-odds heard, where singing was listened for.
_HEARD_SLOPE, _HEARD_OFFSET = 0.72, 1.19
_LEAST_HEARD = 0.005  # of a recording; less, or all but this, says no more
_RAREST = 1e-5  # a probability below this says no more than this

_ACOUSTIC = (
    "acoustic", "folk", "jazz", "guitar", "mtt:guitar", "classical", "strings", "piano", "violin",
    "harpsichord", "flute", "sitar", "solo", "harp", "cello", "country", "classic",
)  # fmt: skip
_ELECTRONIC = (
    "electronic", "mtt:electronic", "electronica", "electro", "dance", "mtt:dance", "House",
    "techno", "synth", "beat", "beats",
)  # fmt: skip

_DRIVING = (
    "rock", "mtt:rock", "metal", "mtt:metal", "hard rock", "heavy metal", "punk", "party", "dance",
    "mtt:dance", "House", "techno", "fast", "loud", "beat", "beats", "drums",
)  # fmt: skip
_CALM = (
    "Mellow", "chill", "chillout", "ambient", "mtt:ambient", "easy listening", "sad", "acoustic",
    "slow", "quiet", "soft", "classical", "new age",
)  # fmt: skip


def vocal(tags: npt.NDArray[np.float32], sung: float | None = None) -> float:
    """0..1 how likely somebody sings.

    tags: (100,) probabilities.
    sung: 0..1 how much of it a detector took for singing; None where there is no such ear.
    """
    if sung is not None:
        return _curve(_HEARD_SLOPE * heard_log_odds(sung) + _HEARD_OFFSET)
    evidence = mean_log_odds(tags, SUNG) - mean_log_odds(tags, UNSUNG)
    return _curve(_VOICE_SLOPE * evidence + _VOICE_OFFSET)


def _curve(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def heard_log_odds(sung: float) -> float:
    """Log-odds of the share of a recording that a detector took for singing."""
    share = min(max(sung, _LEAST_HEARD), 1 - _LEAST_HEARD)
    return math.log(share / (1 - share))


def mean_log_odds(tags: npt.NDArray[np.float32], names: Sequence[str]) -> float:
    """Mean of the log-odds of the named tags."""
    chosen = np.clip(tags[[TAG_INDEX[name] for name in names]], _RAREST, 1 - _RAREST)
    return float(np.mean(np.log(chosen / (1 - chosen)), dtype=np.float64))


def acoustic(tags: npt.NDArray[np.float32]) -> float:
    """0..1 how acoustic rather than electronic the instruments are."""
    return _share(tags, _ACOUSTIC, _ELECTRONIC)


def driving(tags: npt.NDArray[np.float32]) -> float:
    """0..1 how driving rather than calm the tags are."""
    return _share(tags, _DRIVING, _CALM)


def _share(
    tags: npt.NDArray[np.float32], speaking_for: Sequence[str], against: Sequence[str]
) -> float:
    given = float(tags[[TAG_INDEX[tag] for tag in speaking_for]].sum())
    refused = float(tags[[TAG_INDEX[tag] for tag in against]].sum())
    return given / max(given + refused, 1e-9)
