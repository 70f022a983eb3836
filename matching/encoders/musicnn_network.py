"""MusiCNN as a torch module: log-mel patches to tag probabilities and a 200-d style vector.

Architecture: Pons and Serra, "musicnn: pre-trained convolutional neural networks for music audio
tagging" (ISMIR late-breaking, 2019), inference only.  Batch normalisation is folded into a scale
and a shift, and the front end's filters are pooled over frequency before they are normalised: the
maximum where the scale is positive, the minimum where it is negative, which gives the same numbers
with a hundredth of that arithmetic.  Filters over many bands go through ``musicnn_timbral``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from matching.encoders.musicnn_temporal import TemporalBank
from matching.encoders.musicnn_timbral import BandSpectrum, TimbralBank

PATCH_FRAMES = 187
STYLE_SIZE = 200
_BATCH_NORM_EPSILON = 1e-3  # the default of tf.layers.batch_normalization
_TIMBRAL_CONTEXT = 3  # frames of zeros on either side of a 7-frame filter
_TIMBRAL = ("conv2d", "conv2d_1")
_TEMPORAL = ("conv2d_2", "conv2d_3", "conv2d_4")
_MIDDLE = ("conv2d_5", "conv2d_6", "conv2d_7")

Weights = Mapping[str, npt.NDArray[np.float32]]


def _tensor(array: npt.NDArray[np.float32]) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(array))


class _Affine(nn.Module):
    """Batch normalisation at inference: x · scale + shift along dimension 1."""

    scale: torch.Tensor
    shift: torch.Tensor

    def __init__(self, weights: Weights, number: int) -> None:
        super().__init__()
        name = f"batch_normalization_{number}" if number else "batch_normalization"
        deviation = np.sqrt(weights[f"{name}/moving_variance"] + _BATCH_NORM_EPSILON)
        scale = weights[f"{name}/gamma"] / deviation
        shift = weights[f"{name}/beta"] - weights[f"{name}/moving_mean"] * scale
        self.register_buffer("scale", _tensor(scale))
        self.register_buffer("shift", _tensor(shift))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        shape = (1, -1) + (1,) * (x.dim() - 2)
        return x * self.scale.view(shape) + self.shift.view(shape)


def _upright(
    weights: Weights, name: str, norm: _Affine
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Signs (filters,), and the kernel (filters, 1, frames, bands) times them.

    Where normalisation turns a response upside down its smallest value is wanted, which is the
    largest of the filter turned upside down.
    """
    sign = np.where(norm.scale.numpy() >= 0, 1.0, -1.0).astype(np.float32)
    kernel = weights[f"{name}/kernel"].transpose(3, 2, 0, 1)
    return sign, kernel * sign[:, None, None, None]


class _TimbralBlock(nn.Module):
    """A bank of filters over seven frames and many bands, pooled over all frequencies."""

    bias: torch.Tensor
    sign: torch.Tensor

    def __init__(self, weights: Weights, name: str, number: int) -> None:
        super().__init__()
        self.norm = _Affine(weights, number)
        self.register_buffer("bias", _tensor(weights[f"{name}/bias"]).view(1, -1, 1))
        sign, kernel = _upright(weights, name, self.norm)
        self.register_buffer("sign", _tensor(sign))
        self.bank = TimbralBank(kernel[:, 0])

    def forward(self, stacked: torch.Tensor) -> torch.Tensor:
        """(49, n · frames, 14) from BandSpectrum to (n, filters, frames)."""
        pooled = (self.bank(stacked) * self.sign).view(-1, PATCH_FRAMES, len(self.sign))
        activated: torch.Tensor = self.norm(functional.relu(pooled.transpose(1, 2) + self.bias))
        return activated


class _TemporalBlock(nn.Module):
    """A bank of filters over many frames of one band, pooled over all frequencies."""

    bias: torch.Tensor
    sign: torch.Tensor

    def __init__(self, weights: Weights, name: str, number: int) -> None:
        super().__init__()
        self.norm = _Affine(weights, number)
        self.register_buffer("bias", _tensor(weights[f"{name}/bias"]).view(1, -1, 1))
        sign, kernel = _upright(weights, name, self.norm)
        self.register_buffer("sign", _tensor(sign).view(1, -1, 1))
        self.bank = TemporalBank(kernel[:, 0, :, 0])

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        """(n, frames, 96) to (n, filters, frames)."""
        pooled = self.bank(picture) * self.sign
        activated: torch.Tensor = self.norm(functional.relu(pooled + self.bias))
        return activated


class _MiddleBlock(nn.Module):
    """Convolution over seven frames and all channels."""

    kernel: torch.Tensor
    bias: torch.Tensor

    def __init__(self, weights: Weights, name: str, number: int) -> None:
        super().__init__()
        self.register_buffer(
            "kernel", _tensor(weights[f"{name}/kernel"][:, :, 0].transpose(2, 1, 0))
        )
        self.register_buffer("bias", _tensor(weights[f"{name}/bias"]))
        self.norm = _Affine(weights, number)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, channels, frames) to (n, filters, frames)."""
        convolved = functional.conv1d(x, self.kernel, self.bias, padding=_TIMBRAL_CONTEXT)
        activated: torch.Tensor = self.norm(functional.relu(convolved))
        return activated


class Musicnn(nn.Module):
    """One trained MusiCNN; ``weights`` are the checkpoint's tensors under their original names."""

    dense: torch.Tensor
    dense_bias: torch.Tensor
    output: torch.Tensor
    output_bias: torch.Tensor

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.normalise = _Affine(weights, 0)
        self._spectrum = BandSpectrum()
        self._timbral = [_TimbralBlock(weights, name, n) for n, name in enumerate(_TIMBRAL, 1)]
        self._temporal = [_TemporalBlock(weights, name, n) for n, name in enumerate(_TEMPORAL, 3)]
        self._middle = [_MiddleBlock(weights, name, n) for n, name in enumerate(_MIDDLE, 6)]
        # Registered, so that moving the network to another device or type moves its parts.
        self.parts = nn.ModuleList([*self._timbral, *self._temporal, *self._middle])
        self.normalise_pooled = _Affine(weights, 9)
        self.normalise_style = _Affine(weights, 10)
        self.register_buffer("dense", _tensor(weights["dense/kernel"].T))
        self.register_buffer("dense_bias", _tensor(weights["dense/bias"]))
        self.register_buffer("output", _tensor(weights["dense_1/kernel"].T))
        self.register_buffer("output_bias", _tensor(weights["dense_1/bias"]))

    def forward(self, patches: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(n, 187, 96) log-mel to style (n, 200) and tag probabilities (n, 50)."""
        picture = self.normalise(patches.unsqueeze(1)).squeeze(1)
        wide = functional.pad(picture, (0, 0, _TIMBRAL_CONTEXT, _TIMBRAL_CONTEXT))
        stacked = self._spectrum(wide)
        front = [block(stacked) for block in self._timbral]
        front += [block(picture) for block in self._temporal]
        features = [torch.cat(front, dim=1)]
        hidden = self._middle[0](features[0])
        features.append(hidden)
        for deeper in self._middle[1:]:
            hidden = hidden + deeper(hidden)
            features.append(hidden)
        channels = torch.cat(features, dim=1)
        # The original flattens (channel, [maximum, mean]), so the two alternate.
        pooled = torch.stack((channels.amax(dim=2), channels.mean(dim=2)), dim=2).flatten(1)
        dense = functional.linear(self.normalise_pooled(pooled), self.dense, self.dense_bias)
        style = self.normalise_style(functional.relu(dense))
        return style, torch.sigmoid(functional.linear(style, self.output, self.output_bias))
