"""Trains a head with symmetric InfoNCE (Radford et al., ICML 2021). Seconds on one CPU core."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from matching.alignment.head import HIDDEN, JOINT, Head
from matching.encoders.base import FloatArray

BATCH = 512
EPOCHS = 80
RATE, DECAY, DROPOUT = 1e-3, 0.05, 0.2
#: The temperature starts at 0.07 and never falls below 0.01, as in CLIP.
_SCALE_START, _SCALE_MOST = math.log(1 / 0.07), math.log(100.0)


@dataclass(frozen=True, eq=False)
class Pairs:
    """n tracks with v captions each.

    styles (n, s) unit vectors seen from the catalogue's mean; texts (n, v, d); same (n, n) which
    tracks are described alike, so that they are no negatives of each other.
    """

    styles: FloatArray
    texts: FloatArray
    same: npt.NDArray[np.bool_]


class _Network(nn.Module):
    def __init__(self, text: int, style: int) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(text, HIDDEN), nn.Linear(HIDDEN, JOINT)
        self.drop = nn.Dropout(DROPOUT)
        self.style = nn.Linear(style, JOINT, bias=False)
        self.scale = nn.Parameter(torch.tensor(_SCALE_START))

    def forward(self, texts: torch.Tensor, styles: torch.Tensor) -> torch.Tensor:
        """(n, n) logits of every text with every style, as search compares them."""
        hidden = self.drop(torch.relu(self.first(texts)))
        led = nn.functional.normalize(self.second(hidden) @ self.style.weight, dim=1)
        return torch.exp(self.scale.clamp(max=_SCALE_MOST)) * (led @ styles.T)


def train(pairs: Pairs, *, seed: int = 0) -> Head:
    """The head for these pairs; the same pairs and seed give the same head."""
    draw = np.random.default_rng(seed)
    text_mean = pairs.texts.reshape(-1, pairs.texts.shape[2]).mean(axis=0)
    moved = pairs.texts - text_mean
    moved = moved / np.maximum(np.linalg.norm(moved, axis=2, keepdims=True), 1e-9)
    texts, styles = torch.from_numpy(moved), torch.from_numpy(pairs.styles)
    same = torch.from_numpy(pairs.same)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = _Network(moved.shape[2], pairs.styles.shape[1])
        optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
        count = len(pairs.styles)
        steps = EPOCHS * math.ceil(count / BATCH)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
        for _epoch in range(EPOCHS):
            order = draw.permutation(count)
            for start in range(0, count, BATCH):
                batch = torch.from_numpy(order[start : start + BATCH])
                said = torch.from_numpy(draw.integers(0, moved.shape[1], len(batch)))
                logits = network(texts[batch, said], styles[batch])
                optimiser.zero_grad()
                _loss(logits, same[batch][:, batch]).backward()
                optimiser.step()
                schedule.step()
    return _weights(network, text_mean)


def _loss(logits: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    others = same & ~torch.eye(len(logits), dtype=torch.bool)
    masked = logits.masked_fill(others, -torch.inf)
    target = torch.arange(len(logits))
    cross = nn.functional.cross_entropy
    return (cross(masked, target) + cross(masked.T, target)) / 2


def _weights(network: _Network, text_mean: FloatArray) -> Head:
    def array(tensor: torch.Tensor) -> FloatArray:
        return np.ascontiguousarray(tensor.detach().numpy(), dtype=np.float32)

    first, second = network.first, network.second
    return Head(
        first=array(first.weight).T.copy(),
        first_bias=array(first.bias),
        second=array(second.weight).T.copy(),
        second_bias=array(second.bias),
        style=array(network.style.weight).T.copy(),
        text_mean=text_mean.astype(np.float32),
    )
