"""Products of float32 matrices by whichever library uses the processor best."""

from __future__ import annotations

import torch

#: MKL keeps to AVX2 on processors that are not Intel's; oneDNN uses what is there.
ONEDNN = torch.backends.mkldnn.is_available() and (
    torch.backends.cpu.get_cpu_capability() == "AVX512"
)


def product(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """(m, k) times (k, n), all float32."""
    if ONEDNN:
        return torch.ops.mkldnn._linear_pointwise(left, right.t(), None, "none", [], "")
    return left @ right
