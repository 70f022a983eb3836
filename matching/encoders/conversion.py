"""Turns weights as they are published into the files kept here, the same bytes on every machine."""

from __future__ import annotations

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
