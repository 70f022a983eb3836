"""Turns weights as they are published into the files kept here, the same bytes on every machine."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from matching.encoders.tf_checkpoint import read_checkpoint

_OPTIMISER_MARKS = ("Adam", "beta1_power", "beta2_power")


def checkpoint_to_safetensors(index: bytes, data: bytes) -> bytes:
    """Safetensors bytes of a TensorFlow 1 checkpoint without the optimiser's state."""
    return save(
        {
            name: tensor
            for name, tensor in read_checkpoint(index, data).items()
            if not any(mark in name for mark in _OPTIMISER_MARKS)
        }
    )


def keras_to_safetensors(stored: bytes) -> bytes:
    """Safetensors bytes of the tempo network's Keras file, whose SHA-256 the wheel's has proven.

    Such a file is HDF5 with every tensor in one piece; ``tempo_layout.json`` says at which byte and
    in which shape, so that no HDF5 library is needed for the one file that is ever read.
    """
    layout = json.loads(Path(__file__).with_name("tempo_layout.json").read_text("utf-8"))
    return save(
        {
            name: np.frombuffer(stored, "<f4", int(np.prod(shape)), start).reshape(shape)
            for name, (start, *shape) in layout.items()
        }
    )
