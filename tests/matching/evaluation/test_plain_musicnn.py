"""The plain pipeline that speed is compared with is the original one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from matching.encoders.base import AudioEncoder
from matching.encoders.registry import models_dir
from matching.evaluation.plain_musicnn import plain_networks

GOLDEN = Path(__file__).parents[2] / "data" / "musicnn_golden.npz"


def test_the_plain_networks_say_what_the_original_package_said(encoder: AudioEncoder) -> None:
    networks = plain_networks(models_dir())
    with np.load(GOLDEN) as golden, torch.inference_mode():
        for name in {key.split("/")[0] for key in golden}:
            patches = torch.from_numpy(golden[f"{name}/patches"])
            for model, network in zip(("msd", "mtt"), networks, strict=True):
                assert np.abs(network(patches)[1].numpy() - golden[f"{name}/{model}"]).max() < 1e-3
