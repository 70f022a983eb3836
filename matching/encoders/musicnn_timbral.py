"""MusiCNN's timbral filters by way of the spectrum over frequency.

A timbral filter covers 7 frames and 38 or 67 of the 96 bands; only the largest of its responses
over all positions in frequency is kept.  Correlating along frequency is a product after a Fourier
transform of length 96, long enough that no wanted position wraps around.  Measured from the middle
position, the response d positions above it is C(d) + S(d) and d below it C(d) − S(d), with C the
even and S the odd part of the inverse transform, so the largest response is the largest
C(d) + |S(d)|: half of the positions need computing, with 49 products each instead of 266 or 469.
The numbers are those of the plain convolution up to rounding, with a quarter of the arithmetic.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from matching.encoders.fast_product import product

BANDS = 96
FRAMES = 7  # of context in every timbral filter
_BINS = BANDS // 2 + 1
# Rows of (frame, window) at a time, so that what lies between the two products stays in the cache:
# twice as many were a fifth slower.
_ROWS = 48


class BandSpectrum(nn.Module):
    """Fourier transform over frequency of every frame, stacked over the frames a filter covers."""

    transform: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        turns = 2 * np.pi * np.outer(np.arange(BANDS), np.arange(_BINS)) / BANDS
        parts = np.concatenate((np.cos(turns), -np.sin(turns)), axis=1)
        self.register_buffer("transform", torch.from_numpy(parts.astype(np.float32)))

    def forward(self, padded: torch.Tensor) -> torch.Tensor:
        """(n, frames + 6, 96) to (49, n · frames, 14): real, then imaginary parts of 7 frames."""
        stacked = (padded @ self.transform).unfold(1, FRAMES, 1)
        rows = stacked.shape[0] * stacked.shape[1]
        parts = stacked.reshape(rows, 2, _BINS, FRAMES).permute(2, 0, 1, 3)
        return parts.reshape(_BINS, rows, 2 * FRAMES)


class TimbralBank(nn.Module):
    """The largest response of every filter over all positions in frequency."""

    spectra: torch.Tensor
    even: torch.Tensor
    odd: torch.Tensor

    def __init__(self, kernel: npt.NDArray[np.float32]) -> None:
        """``kernel`` is (filters, 7, width), width at most 96."""
        super().__init__()
        positions = BANDS - kernel.shape[2] + 1
        bins = np.arange(_BINS)
        # The inverse transform of real sound counts every bin twice but the first and the last.
        weight = np.where((bins == 0) | (bins == BANDS // 2), 1.0, 2.0) / BANDS
        to_middle = np.exp(2j * np.pi * bins * (positions - 1) / 2 / BANDS)
        spectra = np.conj(np.fft.rfft(kernel.astype(np.float64), BANDS, axis=2))
        spectra = (spectra * to_middle * weight).transpose(2, 1, 0)  # (49, 7, filters)
        real = np.concatenate((spectra.real, -spectra.imag), axis=1)
        imaginary = np.concatenate((spectra.imag, spectra.real), axis=1)
        both = np.stack((real, imaginary)).astype(np.float32)
        self.register_buffer("spectra", torch.from_numpy(both))  # (2, 49, 14, filters)
        away = np.arange((positions + 1) // 2) + (0.0 if positions % 2 else 0.5)
        turns = 2 * np.pi * np.outer(away, bins) / BANDS
        self.register_buffer("even", torch.from_numpy(np.cos(turns).astype(np.float32)))
        self.register_buffer("odd", torch.from_numpy(-np.sin(turns).astype(np.float32)))

    def forward(self, stacked: torch.Tensor) -> torch.Tensor:
        """(49, rows, 14) from BandSpectrum to (rows, filters)."""
        rows, filters = stacked.shape[1], self.spectra.shape[3]
        largest = stacked.new_empty(rows, filters)
        # Written again and again: fresh memory of this size comes as new pages every time.
        between = stacked.new_empty(2, _BINS * min(rows, _ROWS) * filters)
        for start in range(0, rows, _ROWS):
            part = stacked[:, start : start + _ROWS]
            count = part.shape[1] * filters
            real, imaginary = (
                torch.bmm(part, spectra, out=place[: _BINS * count].view(_BINS, -1, filters))
                for spectra, place in zip(self.spectra, between, strict=True)
            )
            even = product(self.even, real.view(_BINS, count))
            odd = product(self.odd, imaginary.view(_BINS, count))
            largest[start : start + _ROWS] = even.add_(odd.abs_()).amax(dim=0).view(-1, filters)
        return largest
