"""What every encoder promises, whichever model stands behind it.

An encoder loads its files once and is then used from one process for many inputs.  Results do not
depend on how inputs are grouped into batches (within 1e-4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
from PIL import Image

FloatArray = npt.NDArray[np.float32]


class EncoderUnavailable(RuntimeError):
    """A model cannot be used; the message says in one sentence what to do about it."""


@dataclass(frozen=True)
class WindowEmbeddings:
    """What an audio encoder says about ``n`` windows of sound."""

    style: FloatArray  # (n, style_size) raw activations, not normalised
    tags: FloatArray  # (n, 100) probabilities, order of musicnn_tags.TAGS; (n, 0) without tags


@runtime_checkable
class AudioEncoder(Protocol):
    """Sound to style vectors and tag probabilities, window by window."""

    name: str
    sample_rate: int  # Hz of the mono sound that ``embed`` takes
    window_samples: int  # length of one window, including the context its first frames need
    lead_samples: int  # samples of the window that lie before the moment it stands for
    style_parts: tuple[int, ...]  # sizes of the parts of ``style`` that are normalised separately

    def embed(self, windows: FloatArray) -> WindowEmbeddings:
        """Embed ``windows`` (n, window_samples) float32 in −1..1; n may be 0."""


@runtime_checkable
class TempoListener(Protocol):
    """An audio encoder that also hears the tempo."""

    def tempo_odds(self, mono: FloatArray) -> FloatArray:
        """(256,) odds over tempo_belief.CLASS_BPM of sound at its rate; they sum to one."""


@runtime_checkable
class SingingListener(Protocol):
    """An audio encoder that also hears singing."""

    def sung(self, mono: FloatArray) -> float:
        """0..1 how much of sound at its rate is sung."""


@runtime_checkable
class TextEncoder(Protocol):
    """Words in English or Chinese to unit vectors."""

    name: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """(n, dimension) unit vectors, one row per text, in order."""


@runtime_checkable
class ImageEncoder(Protocol):
    """A photo to class probabilities and a feature vector."""

    name: str
    classes: Sequence[str]
    dimension: int

    def look(self, image: Image.Image) -> tuple[FloatArray, FloatArray]:
        """Probabilities and features of one photo, in one pass."""

    def classify(self, image: Image.Image) -> FloatArray:
        """(len(classes),) probabilities."""

    def features(self, image: Image.Image) -> FloatArray:
        """(dimension,) unit vector of the picture before classification."""


@runtime_checkable
class JointImageEncoder(Protocol):
    """A photo to a vector in the space of words."""

    name: str
    dimension: int

    @property
    def words(self) -> TextEncoder:
        """The model's own text side."""

    def features(self, image: Image.Image) -> FloatArray:
        """(dimension,) unit vector, comparable with those of ``words``."""
