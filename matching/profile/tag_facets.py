"""Facets that are read from the tags: voice or instrumental, acoustic or electronic, driving.

Each is a weighing of two groups of tags: the share of the mean probability that speaks for it.
Tags that the encoder rarely gives count as much as common ones, because each probability is first
divided by how often the tag is given to ordinary music.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matching.encoders.musicnn_tags import TAG_INDEX

_VOICE = (
    "female vocalists", "male vocalists", "female vocalist", "vocal", "female", "male", "singing",
    "vocals", "woman", "male vocal", "man", "voice", "male voice", "female vocal", "female voice",
    "choir", "choral", "opera",
)  # fmt: skip
_NO_VOICE = ("instrumental", "no vocals", "no vocal", "no voice")

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
    return _share(tags, _VOICE, _NO_VOICE)


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
