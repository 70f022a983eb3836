"""A trained head: words to a unit vector in the style space of one audio model. NumPy only.

Two layers take a text's vector to 256 numbers; the transpose of the style's own projection to 256
takes these into the style space, where they are compared with tracks as every direction is.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from matching.encoders.base import EncoderUnavailable, FloatArray, TextEncoder

HIDDEN, JOINT = 512, 256


@dataclass(frozen=True, eq=False)
class Head:
    """Weights: d is the width of the text model, s that of the style."""

    first: FloatArray  # (d, HIDDEN)
    first_bias: FloatArray  # (HIDDEN,)
    second: FloatArray  # (HIDDEN, JOINT)
    second_bias: FloatArray  # (JOINT,)
    style: FloatArray  # (s, JOINT)
    text_mean: FloatArray  # (d,) mean vector of the descriptions it learned from

    def apply(self, texts: FloatArray) -> FloatArray:
        """(n, d) text vectors to (n, s) unit vectors, seen from the catalogue's mean style."""
        moved = texts - self.text_mean
        moved = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
        hidden = np.maximum(moved @ self.first + self.first_bias, 0.0)
        found = (hidden @ self.second + self.second_bias) @ self.style.T
        length = np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
        return np.asarray(found / length, dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write beside the target, then rename: a reader sees the whole file or none."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        save_file({each.name: np.ascontiguousarray(getattr(self, each.name))
                   for each in fields(self)}, partial)  # fmt: skip
        os.replace(partial, path)

    @classmethod
    def load(cls, path: Path) -> Head:
        """Raises EncoderUnavailable when the file is missing or damaged."""
        try:
            return cls(**load_file(path))
        except (OSError, SafetensorError, TypeError) as problem:
            raise EncoderUnavailable(
                f"The alignment head {path.name} is missing or damaged; it is trained anew."
            ) from problem


class HeadEncoder:
    """A text encoder followed by a head, behind the contract of text encoders."""

    def __init__(self, encoder: TextEncoder, head: Head, name: str) -> None:
        self._encoder, self._head = encoder, head
        self.name = f"{encoder.name}>{name}"
        self.dimension = int(head.style.shape[0])

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """(n, dimension) float32 unit vectors, one row per text, in order."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._head.apply(self._encoder.encode(texts))
