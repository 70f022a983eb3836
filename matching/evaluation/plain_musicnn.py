"""The original MusiCNN pipeline, written plainly: what the analysis is compared with.

librosa decodes, resamples to 16 kHz and computes the mel spectrogram; patches of 187 frames that
do not overlap go one by one through both checkpoints, layer by layer as published (Pons and Serra,
"musicnn: pre-trained convolutional neural networks for music audio tagging", 2019), in float32.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import librosa
import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import load_file
from torch.nn import functional

from matching.encoders.files import require_model
from matching.encoders.manifest import MUSICNN_MSD, MUSICNN_MTT

_RATE, _SIZE, _HOP, _BANDS, _FRAMES = 16_000, 512, 256, 96, 187
_EPSILON = 1e-3  # of TensorFlow's batch normalisation

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Plain:
    """What the pipeline says of one recording."""

    style: FloatArray  # (400,) mean of both penultimate layers
    tags: FloatArray  # (100,) mean probabilities


class PlainNetwork:
    """One checkpoint, layer by layer."""

    def __init__(self, weights: Mapping[str, FloatArray]) -> None:
        def tensor(name: str) -> torch.Tensor:
            return torch.from_numpy(np.ascontiguousarray(weights[name]))

        self._kernels, self._biases, self._norms = [], [], []
        for number in range(8):
            name = f"conv2d_{number}" if number else "conv2d"
            axes = (3, 0, 1, 2) if number >= 5 else (3, 2, 0, 1)  # the later see channels as bands
            kernel = tensor(f"{name}/kernel").permute(axes).contiguous()
            if number >= 5:
                kernel = kernel.reshape(len(kernel), 1, kernel.shape[1], -1)
            self._kernels.append(kernel)
            self._biases.append(tensor(f"{name}/bias"))
        for number in range(11):
            name = f"batch_normalization_{number}" if number else "batch_normalization"
            fields = ("moving_mean", "moving_variance", "gamma", "beta")
            self._norms.append([tensor(f"{name}/{field}") for field in fields])
        self._dense = tensor("dense/kernel").T, tensor("dense/bias")
        self._output = tensor("dense_1/kernel").T, tensor("dense_1/bias")

    def channels_last(self) -> PlainNetwork:
        """The same network with its filters in the other order in memory."""
        other = copy(self)
        other._kernels = [
            kernel.contiguous(memory_format=torch.channels_last) for kernel in self._kernels
        ]
        return other

    def _normalised(self, x: torch.Tensor, number: int) -> torch.Tensor:
        mean, variance, scale, shift = self._norms[number]
        return functional.batch_norm(x, mean, variance, scale, shift, eps=_EPSILON)

    def _convolved(self, x: torch.Tensor, number: int) -> torch.Tensor:
        """Padded in time to keep its length, convolved, activated, normalised."""
        frames = self._kernels[number].shape[2]
        before = (frames - 1) // 2
        padded = functional.pad(x, (0, 0, before, frames - 1 - before))
        responses = functional.conv2d(padded, self._kernels[number], self._biases[number])
        return self._normalised(functional.relu(responses), number + 1)

    def __call__(self, patches: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(n, 187, 96) to style (n, 200) and tags (n, 50)."""
        picture = self._normalised(patches.unsqueeze(1), 0)
        front = []
        for number in range(5):
            responses = self._convolved(picture, number)
            front.append(functional.max_pool2d(responses, (1, responses.shape[3])))
        features = [torch.cat(front, dim=1).squeeze(3)]
        for number in range(5, 8):
            before = features[-1].transpose(1, 2).unsqueeze(1)
            deeper = self._convolved(before, number).squeeze(3)
            features.append(deeper if number == 5 else deeper + features[-1])
        channels = torch.cat(features, dim=1)
        pooled = torch.stack((channels.amax(dim=2), channels.mean(dim=2)), dim=2).flatten(1)
        hidden = functional.linear(self._normalised(pooled, 9), *self._dense)
        style = self._normalised(functional.relu(hidden), 10)
        return style, torch.sigmoid(functional.linear(style, *self._output))


def plain_networks(folder: Path) -> tuple[PlainNetwork, PlainNetwork]:
    """Both checkpoints; raises EncoderUnavailable when a file is missing."""
    msd, mtt = (load_file(require_model(file, folder)) for file in (MUSICNN_MSD, MUSICNN_MTT))
    return PlainNetwork(msd), PlainNetwork(mtt)


def plain_log_mel(sound: FloatArray) -> FloatArray:
    """(n,) at 16 kHz to (frames, 96)."""
    mel = librosa.feature.melspectrogram(
        y=sound, sr=_RATE, n_fft=_SIZE, hop_length=_HOP, n_mels=_BANDS
    )
    return np.log10(10_000 * mel.T + 1).astype(np.float32)


def plain_analysis(path: Path, networks: tuple[PlainNetwork, PlainNetwork]) -> Plain:
    """The whole pipeline for one file of at least three seconds."""
    sound, _ = librosa.load(path, sr=_RATE, mono=True)
    frames = plain_log_mel(sound)
    styles, tags = [], []
    for start in range(0, len(frames) - _FRAMES + 1, _FRAMES):
        patch = torch.from_numpy(frames[None, start : start + _FRAMES])
        with torch.inference_mode():
            said = [network(patch) for network in networks]
        styles.append(torch.cat([style for style, _ in said], dim=1))
        tags.append(torch.cat([tag for _, tag in said], dim=1))
    return Plain(torch.cat(styles).mean(dim=0).numpy(), torch.cat(tags).mean(dim=0).numpy())
