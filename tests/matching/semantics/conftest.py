"""The pool's vectors are embedded once per session; photos are drawn, not downloaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from matching.semantics.attention import Attention
from matching.semantics.words import default_attention


@pytest.fixture(scope="session")
def attention() -> Attention:
    return default_attention()


def drawn_room(
    colour: tuple[int, int, int], floor: tuple[int, int, int], seed: int = 0
) -> Image.Image:
    """A wall, a floor, a table and some grain: enough for light and colour to be measured."""
    random = np.random.default_rng(seed)
    pixels = np.empty((300, 400, 3), dtype=np.float32)
    pixels[:200] = colour
    pixels[200:] = floor
    pixels[150:220, 120:280] = np.asarray(floor) * 0.6
    pixels += random.normal(0, 6, pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


@pytest.fixture
def bright_room() -> Image.Image:
    return drawn_room((240, 240, 238), (225, 205, 180))


@pytest.fixture
def dark_room() -> Image.Image:
    return drawn_room((45, 28, 16), (60, 30, 12))


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """Save an image under a name with Pillow's options; returns its path."""

    def save(image: Image.Image, name: str, **options: object) -> Path:
        path = tmp_path / name
        image.save(path, **options)  # type: ignore[arg-type]
        return path

    return save
