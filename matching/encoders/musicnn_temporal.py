"""MusiCNN's temporal filters: many frames of one band, the largest response over all bands.

Where oneDNN multiplies with all of the processor, 17 frames at a time are one product: of every
band's frames around them with the filters, each written 17 times a frame further down.  That is an
eighth more arithmetic than the convolution but leaves out the zeros beside the patch, and takes
three quarters of the time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from matching.encoders.fast_product import ONEDNN, product

_AT_ONCE = 17  # frames; a patch is eleven times as long


class TemporalBank(nn.Module):
    """Filters over ``length`` frames, padded as TensorFlow does to keep the number of frames."""

    kernel: torch.Tensor

    def __init__(self, kernel: npt.NDArray[np.float32], *, by_products: bool = ONEDNN) -> None:
        """``kernel`` is (filters, length)."""
        super().__init__()
        filters, self._length = kernel.shape
        self._before = (self._length - 1) // 2
        self._by_products = by_products
        upright = torch.from_numpy(np.ascontiguousarray(kernel)).view(filters, 1, self._length, 1)
        self.register_buffer("kernel", upright.contiguous(memory_format=torch.channels_last))
        self._steps: dict[tuple[int, int], torch.Tensor] = {}

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """(n, frames, bands) to (n, filters, frames)."""
        if not self._by_products:
            beside = (0, 0, self._before, self._length - 1 - self._before)
            padded = functional.pad(pictures, beside).unsqueeze(1)
            return functional.conv2d(padded, self.kernel).amax(dim=3)
        count, frames, bands = pictures.shape
        by_band = pictures.transpose(1, 2).contiguous()
        largest = []
        for start in range(0, frames, _AT_ONCE):
            first = start - self._before
            low, high = max(0, first), min(frames, first + _AT_ONCE + self._length - 1)
            around = by_band[:, :, low:high].reshape(count * bands, high - low)
            responses = product(around, self._stepped(low - first, high - first).t())
            largest.append(responses.view(count, bands, _AT_ONCE, -1).amax(dim=1))
        return torch.cat(largest, dim=1)[:, :frames].transpose(1, 2)

    def _stepped(self, low: int, high: int) -> torch.Tensor:
        """(17 · filters, high − low) the filters one frame further down each, cut to these rows."""
        if (low, high) not in self._steps:
            filters = len(self.kernel)
            steps = self.kernel.new_zeros(_AT_ONCE, filters, _AT_ONCE + self._length - 1)
            for frame in range(_AT_ONCE):
                steps[frame, :, frame : frame + self._length] = self.kernel[:, 0, :, 0]
            self._steps[low, high] = steps.flatten(0, 1)[:, low:high].contiguous()
        return self._steps[low, high]
