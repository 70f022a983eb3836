"""Temporal filters by products answer as the plain convolution does, also at the edges."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from matching.encoders.musicnn_temporal import TemporalBank


@pytest.mark.parametrize(("length", "frames"), [(128, 187), (7, 187), (32, 40)])
def test_both_ways_give_the_same(length: int, frames: int) -> None:
    generator = torch.Generator().manual_seed(length)
    kernel = torch.randn(5, length, generator=generator)
    pictures = torch.randn(2, frames, 12, generator=generator)
    plain = TemporalBank(kernel.numpy(), by_products=False)(pictures)
    assert plain.shape == (2, 5, frames)
    quick = TemporalBank(kernel.numpy(), by_products=True)(pictures)
    assert np.abs(plain.numpy() - quick.numpy()).max() < 1e-4
