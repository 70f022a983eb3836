"""Facets that are read from the tags: voice or instrumental, acoustic or electronic, driving.

Each is a weighing of two groups of tags: the share of their probability that speaks for it.  The
share that speaks for a voice is then sharpened by a logistic curve, set so that songs with singing
and instrumental pieces of the Debian packages marsshooter-data and hyperrogue-music fall on either
side of one half.  Bare acoustic guitar is still often taken for a singer with a guitar.
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
_VOICE_HALF, _VOICE_SLOPE = 0.65, 2.5
NO_VOICE = ("instrumental", "no vocals", "no vocal", "no voice")

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


def vocal(tags: npt.NDArray[np.float32]) -> float:
    """0..1 how likely somebody sings; ``tags`` (100,) probabilities."""
    share = min(max(_share(tags, VOICE, NO_VOICE), 1e-6), 1 - 1e-6)
    evidence = math.log(share / (1 - share)) - math.log(_VOICE_HALF / (1 - _VOICE_HALF))
    return 1 / (1 + math.exp(-_VOICE_SLOPE * evidence))


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
