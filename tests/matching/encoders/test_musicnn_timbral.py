"""Filters through the spectrum answer as the plain convolution does, whatever their width."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from matching.encoders.musicnn_timbral import BANDS, FRAMES, BandSpectrum, TimbralBank


@pytest.mark.parametrize("width", [1, 38, 67, 95, 96])
def test_the_largest_response_is_that_of_the_convolution(width: int) -> None:
    generator = torch.Generator().manual_seed(width)
    kernel = torch.randn(5, FRAMES, width, generator=generator)
    padded = torch.randn(2, 20 + FRAMES - 1, BANDS, generator=generator)
    expected = torch.conv2d(padded.unsqueeze(1), kernel.unsqueeze(1)).amax(dim=3)
    found = TimbralBank(kernel.numpy())(BandSpectrum()(padded))
    found = found.view(2, 20, 5).transpose(1, 2)
    assert np.abs(found.numpy() - expected.numpy()).max() < 1e-4
