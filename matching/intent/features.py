"""What the learner sees of a track: facets, tag groups and style, in named blocks.

A block is what a wish can be about (``facet:tempo_bpm``, ``tag:piano``, ``style:kept``). A facet
has a second column, its square, so that a taste may be a band ("around 90 BPM") as well as a
direction.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Rows
from matching.intent.pieces import piecewise
from matching.retrieval.calibration import FACET_INDEX, STYLE_DIRECTIONS, Calibrated
from matching.retrieval.tag_groups import GROUP_INDEX

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

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

#: Columns before the blocks: the bias, the brief, and the bias of verdicts for other briefs.
LEAD = 3

_CLIP = 3.0
#: A square is seen from its mean and as wide as its column.
_ONE, _SQUARE = np.float32(1.0), np.float32(math.sqrt(0.5))

#: So many tracks of style are weighed at once.
_PIECE = 8_192

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
    return Seen(catalogue, rows).columns(block)


class Seen:
    """What the learner sees of some tracks, column by column."""

    def __init__(self, catalogue: Calibrated, rows: Rows) -> None:
        self._catalogue, self._rows = catalogue, rows

    def columns(self, block: Block) -> Floats:
        """(r, len(block.prior_sd)) float64."""
        if block.subject == STYLE_SUBJECT:
            return self._catalogue.directions[self._rows].astype(np.float64)
        z = self.linear(block)
        if len(block.prior_sd) == 1:
            return z[:, None].astype(np.float64)
        return np.stack([z, (np.square(z) - _ONE) * _SQUARE], axis=1).astype(np.float64)

    def weighed(self, block: Block, weights: Floats) -> Singles:
        """(r,) ``columns(block) @ weights`` in single precision, a new array."""
        single = weights.astype(np.float32)
        if block.subject == STYLE_SUBJECT:
            directions = self._catalogue.directions
            return piecewise(
                len(directions), self._rows, _PIECE, lambda part: directions[part] @ single
            )
        z = self.linear(block)
        if len(single) == 1:
            return np.multiply(z, single[0], out=z)
        # (linear + square z) z - square, in as few passes as can be.
        linear, square = single[0], single[1] * _SQUARE
        found = z * square
        found += linear
        found *= z
        found -= square
        return found

    def linear(self, block: Block) -> Singles:
        """(r,) a facet or a tag group on the scale of the catalogue, a new array."""
        kind, _, name = block.subject.partition(":")
        if kind == "tag":
            z = self._group(name)
        else:
            z = self._column(FACET_INDEX[name])
            if name in _CONFIRMED:
                group, share = _CONFIRMED[name]
                z += np.float32(share) * self._group(group)
                z /= np.float32(math.hypot(1.0, share))
        return np.clip(z, -_CLIP, _CLIP, out=z)

    def _group(self, name: str) -> Singles:
        return self._column(len(FACET_INDEX) + GROUP_INDEX[name])

    def _column(self, place: int) -> Singles:
        return self._catalogue.steadied.by_column[place].take(self._rows)


def _facet_sd(name: str) -> tuple[float, ...]:
    return (_LINEAR_SD,) if name == "mode" else (_LINEAR_SD, _SQUARE_SD)
