"""What the learner sees of a track: facets, tag groups and style, in named blocks.

A block is what a wish can be about (``facet:tempo_bpm``, ``tag:piano``, ``style:kept``). A facet
has a second column, its square, so that a taste may be a band ("around 90 BPM") as well as a
direction.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Rows
from matching.retrieval.calibration import FACET_INDEX, STYLE_DIRECTIONS, Calibrated
from matching.retrieval.tag_groups import GROUP_INDEX

Floats = NDArray[np.float64]

STYLE_SUBJECT = "style:kept"

#: Facets that are learned from verdicts; key is circular and loudness is levelled at playback.
LEARNED_FACETS = (
    "tempo_bpm",
    "energy",
    "energy_spread",
    "brightness",
    "dynamics_db",
    "vocal",
    "acoustic",
    "onset_rate",
    "mode",
)
#: Groups that say again what a facet measures; they are used only when the owner names them.
_DOUBLED = ("vocals", "slow", "acoustic")

#: The tempo of slow music is often measured at twice its pace; the tag sets that right.
_CONFIRMED = {"tempo_bpm": ("slow", -0.5)}

_CLIP = 3.0

# Prior standard deviations: how far a round of verdicts may pull each kind of column.
_LINEAR_SD = 0.6
_SQUARE_SD = 0.35
_TAG_SD = 0.35
_STYLE_SD = 0.3


@dataclass(frozen=True)
class Block:
    """One subject and the prior standard deviation of each of its columns."""

    subject: str
    prior_sd: tuple[float, ...]


def is_subject(subject: str) -> bool:
    """Whether a wish may be about this."""
    kind, _, name = subject.partition(":")
    if kind == "facet":
        return name in LEARNED_FACETS
    if kind == "tag":
        return name in GROUP_INDEX
    return subject == STYLE_SUBJECT


def blocks(wished: Iterable[str], removed: Iterable[str]) -> tuple[Block, ...]:
    """The blocks to learn over, in a fixed order; ``wished`` adds doubled groups."""
    gone, extra = set(removed), set(wished)
    found = [Block(f"facet:{name}", _facet_sd(name)) for name in LEARNED_FACETS]
    found += [
        Block(f"tag:{name}", (_TAG_SD,))
        for name in GROUP_INDEX
        if name not in _DOUBLED or f"tag:{name}" in extra
    ]
    found.append(Block(STYLE_SUBJECT, (_STYLE_SD,) * STYLE_DIRECTIONS))
    return tuple(block for block in found if block.subject not in gone)


def columns(catalogue: Calibrated, block: Block, rows: Rows) -> Floats:
    """(len(rows), len(block.prior_sd)) float64 standardised columns of one block."""
    kind, _, name = block.subject.partition(":")
    if kind == "facet":
        z = catalogue.facets[rows, FACET_INDEX[name]].astype(np.float64)
        if name in _CONFIRMED:
            group, share = _CONFIRMED[name]
            z = z + share * catalogue.groups[rows, GROUP_INDEX[group]].astype(np.float64)
            z = z / np.hypot(1.0, share)
        z = np.clip(z, -_CLIP, _CLIP)
        if len(block.prior_sd) == 1:
            return z[:, None]
        return np.stack([z, (np.square(z) - 1.0) / np.sqrt(2.0)], axis=1)
    if kind == "tag":
        z = catalogue.groups[rows, GROUP_INDEX[name]].astype(np.float64)
        return np.clip(z, -_CLIP, _CLIP)[:, None]
    return catalogue.directions[rows].astype(np.float64)


def _facet_sd(name: str) -> tuple[float, ...]:
    return (_LINEAR_SD,) if name == "mode" else (_LINEAR_SD, _SQUARE_SD)
