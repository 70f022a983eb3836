"""Which tempo people would tap: a network's odds over 256 tempi, from mel spectra.

The network is "DeepTemp", width 8, of Schreiber and Müller, "Musical tempo and key estimation using
convolutional neural networks with directional filters" (SMC 2019), inference only.  It hears what
makes people tap slow or fast, which the repetition of onsets leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors import SafetensorError
from safetensors.numpy import load_file
from torch.nn import functional

from matching.audio.tempo_mel import SLICE_FRAMES, mel_slices
from matching.encoders.base import EncoderUnavailable, FloatArray
from matching.encoders.files import require_model
from matching.encoders.manifest import TEMPO_CNN

_LAYERS = 12
_BATCH_NORM_EPSILON = 1e-3  # the default of Keras
_LAST_POOL_ROW = 10  # from here on one band is left, and only time is pooled


class TempoNetwork:
    """Sound at 16 kHz to odds over tempo_belief.CLASS_BPM."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.float32]]) -> None:
        tensors = {name: torch.from_numpy(array) for name, array in weights.items()}
        self._convolutions = [
            (tensors[f"Conv{n}/kernel"].permute(3, 2, 0, 1).contiguous(), tensors[f"Conv{n}/bias"])
            for n in range(_LAYERS)
        ]
        self._norms = [_scale_and_shift(tensors, f"BN{n}") for n in range(_LAYERS)]
        self._classes = (
            tensors["1x1/kernel"].permute(3, 2, 0, 1).contiguous(),
            tensors["1x1/bias"],
        )

    @classmethod
    def from_folder(cls, folder: Path) -> TempoNetwork:
        """Raises EncoderUnavailable when the file is missing or damaged."""
        path = require_model(TEMPO_CNN, folder)
        try:
            return cls(load_file(path))
        except (SafetensorError, KeyError, ValueError, OSError) as problem:
            raise EncoderUnavailable(
                f"The model file {path} is damaged: run `python -m matching models --verify`."
            ) from problem

    def odds(self, mono: FloatArray) -> FloatArray:
        """(256,) mean odds over slices of ``mono``, which sum to one."""
        return self.odds_of(mel_slices(mono)).mean(axis=0)

    def odds_of(self, slices: FloatArray) -> FloatArray:
        """(n, 256) odds of (n, 40, SLICE_FRAMES) magnitudes of one recording, at any level."""
        if slices.shape[2] != SLICE_FRAMES:
            raise ValueError(f"a slice has {SLICE_FRAMES} frames, not {slices.shape[2]}")
        standard = (slices - slices.mean()) / max(float(slices.std()), 1e-9)
        with torch.inference_mode():
            heard = torch.from_numpy(standard.astype(np.float32))[:, None]
            for layer in range(_LAYERS):
                kernel, bias = self._convolutions[layer]
                scale, shift = self._norms[layer]
                padding = (0, kernel.shape[3] // 2)
                heard = functional.conv2d(heard, kernel, bias, padding=padding).relu()
                heard = heard * scale + shift
                if layer % 2:
                    bands = 1 if layer >= _LAST_POOL_ROW else 2
                    heard = functional.max_pool2d(heard, (bands, 2))
            logits = functional.conv2d(heard, *self._classes).relu().mean((2, 3))
            odds: FloatArray = torch.softmax(logits, dim=1).numpy()
        return odds


def _scale_and_shift(
    tensors: Mapping[str, torch.Tensor], name: str
) -> tuple[torch.Tensor, torch.Tensor]:
    """Batch normalisation at inference as (1, channels, 1, 1) factor and addend."""
    deviation = torch.sqrt(tensors[f"{name}/moving_variance"] + _BATCH_NORM_EPSILON)
    scale = tensors[f"{name}/gamma"] / deviation
    shift = tensors[f"{name}/beta"] - tensors[f"{name}/moving_mean"] * scale
    return scale[None, :, None, None], shift[None, :, None, None]
