"""Vectors as few bytes: principal coordinates, each on its own scale of 8 bits.

Rotating to principal axes before cutting off and quantising loses least of inner products (Jégou
et al., 2011, "Product quantization", section on rotation; Gong et al., 2013). 128 bytes instead of
1,600 are what a search reads of every track; the few hundred best are compared at full precision.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Codes = NDArray[np.uint8]

#: Most coordinates kept. More change nothing on real profiles: what is left out is rounding noise.
MOST_COORDINATES = 128
_LARGEST = 127
_OFFSET = 128
_SAMPLE = 50_000
_CHUNK = 16_384
#: The largest coordinates of all are cut off, for a finer scale of all the others.
_KEPT_RANGE = 0.9995
_FLOOR = 1e-9


@dataclass(frozen=True, eq=False)
class Quantiser:
    """mean (d,), basis (d, k) orthonormal, reach (k,) the coordinate that the code 127 stands for.

    trained: how many rows there were when it was fitted.
    """

    mean: NDArray[np.float32]
    basis: NDArray[np.float32]
    reach: NDArray[np.float32]
    trained: int

    @property
    def width(self) -> int:
        """Bytes per vector."""
        return len(self.reach)

    @classmethod
    def fit(cls, vectors: NDArray[np.float32]) -> "Quantiser":
        """Fitted to (a sample of) ``vectors`` (n, d), n ≥ 1."""
        count, width = vectors.shape
        if count > _SAMPLE:
            picked = np.random.default_rng(count).choice(count, _SAMPLE, replace=False)
            sample = np.asarray(vectors[np.sort(picked)], dtype=np.float32)
        else:
            sample = np.asarray(vectors, dtype=np.float32)
        mean = sample.mean(axis=0)
        sample = sample - mean
        _, axes = np.linalg.eigh((sample.T @ sample).astype(np.float64))
        basis = np.ascontiguousarray(axes[:, ::-1][:, : min(width, MOST_COORDINATES)])
        basis = basis.astype(np.float32)
        reach = np.quantile(np.abs(sample @ basis), _KEPT_RANGE, axis=0)
        return cls(mean, basis, np.maximum(reach, _FLOOR).astype(np.float32), count)

    def encode(self, vectors: NDArray[np.float32]) -> Codes:
        """(n, k) codes of ``vectors`` (n, d): 128 plus -127..127."""
        codes = np.empty((len(vectors), self.width), dtype=np.uint8)
        for start in range(0, len(vectors), _CHUNK):
            part = slice(start, start + _CHUNK)
            steps = ((vectors[part] - self.mean) @ self.basis) * (_LARGEST / self.reach)
            codes[part] = np.clip(np.rint(steps), -_LARGEST, _LARGEST) + _OFFSET
        return codes

    def asked(self, vector: NDArray[np.float32]) -> tuple[NDArray[np.float32], float, float]:
        """``vector`` (d,) as whole numbers -127..127 (k,), and how to read what they give.

        The inner product with an encoded vector is about ``offset + scale * dot``, where ``dot``
        is that of the whole numbers with the code less 128.
        """
        weights = (vector @ self.basis) * self.reach
        largest = float(np.abs(weights).max(initial=0.0)) or 1.0
        whole = np.rint(weights * (_LARGEST / largest)).astype(np.float32)
        return whole, largest / (_LARGEST * _LARGEST), float(vector @ self.mean)

    def save(self, path: Path) -> None:
        with path.open("wb") as stream:
            np.savez(stream, mean=self.mean, basis=self.basis, reach=self.reach,
                     trained=np.int64(self.trained))  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> "Quantiser":
        """Raises OSError, ValueError or KeyError for anything but what ``save`` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(stored["mean"], stored["basis"], stored["reach"], int(stored["trained"]))
