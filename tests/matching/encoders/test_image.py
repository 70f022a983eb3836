"""The bundled image encoder keeps the contract."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from matching.encoders.base import EncoderUnavailable, ImageEncoder
from matching.encoders.image import EfficientNetLiteEncoder
from matching.encoders.imagenet import IMAGENET_CLASSES
from matching.encoders.registry import image_encoder


@pytest.fixture(scope="module")
def encoder() -> ImageEncoder:
    try:
        return image_encoder()
    except EncoderUnavailable as problem:
        pytest.skip(f"{problem}")


def picture(size: tuple[int, int], seed: int = 0) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 255, (*size[::-1], 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def test_there_are_a_thousand_different_places_for_names() -> None:
    assert len(IMAGENET_CLASSES) == 1000
    assert IMAGENET_CLASSES[762] == "restaurant"
    assert IMAGENET_CLASSES[424] == "barbershop"


@pytest.mark.parametrize("size", [(224, 224), (1000, 200), (200, 1000), (16, 16)])
def test_probabilities_and_features_of_any_shape(
    encoder: ImageEncoder, size: tuple[int, int]
) -> None:
    odds = encoder.classify(picture(size))
    assert odds.shape == (1000,)
    assert odds.dtype == np.float32
    assert odds.sum() == pytest.approx(1, abs=1e-3)
    features = encoder.features(picture(size))
    assert features.shape == (encoder.dimension,)
    assert np.linalg.norm(features) == pytest.approx(1, abs=1e-4)


def test_the_same_photo_gives_the_same_answer(encoder: ImageEncoder) -> None:
    first, second = (encoder.classify(picture((300, 300), 5)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_damaged_weights_are_refused_with_a_sentence(tmp_path: Path) -> None:
    weights = tmp_path / "efficientnet-lite0-57934424.pth"
    weights.write_bytes(b"not weights")
    with pytest.raises(EncoderUnavailable, match="missing or damaged"):
        EfficientNetLiteEncoder(weights)
    with pytest.raises(EncoderUnavailable, match="missing or damaged"):
        EfficientNetLiteEncoder(tmp_path / "none.pth")
