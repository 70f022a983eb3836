"""What every encoder promises, run over every implementation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import pytest
from PIL import Image

from matching.encoders.base import (
    AudioEncoder,
    EncoderUnavailable,
    FloatArray,
    ImageEncoder,
    JointImageEncoder,
    TextEncoder,
)
from matching.encoders.collapse import UNRELATED_TEXTS, unrelated_pictures, unrelated_sounds
from matching.encoders.image import EfficientNetLiteEncoder
from matching.encoders.joint import ClapEncoder, JointImageModel
from matching.encoders.registry import audio_encoder, models_dir
from matching.encoders.text import E5TextEncoder, SentenceTransformerTextEncoder
from tests.matching.encoders.tiny_models import tiny_bert, tiny_clap, tiny_clip, tiny_siglip

Folders = Callable[[str], str]
T = TypeVar("T")
_MADE = {"clap": tiny_clap, "clip": tiny_clip, "siglip": tiny_siglip, "bert": tiny_bert}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    base = tmp_path_factory.mktemp("models")
    made: dict[str, str] = {}

    def folder(name: str) -> str:
        if name not in made:
            made[name] = _MADE[name](Path(base, name))
        return made[name]

    return folder


class EncoderContract(Generic[T]):
    """Shapes, unit vectors, nothing in the batch matters, the same again, nothing for nothing."""

    #: How near a vector alone is to the same among others.
    tolerance = 1e-4

    def encode(self, encoder: object, inputs: Sequence[T]) -> FloatArray:
        raise NotImplementedError

    def inputs(self, encoder: object) -> Sequence[T]:
        raise NotImplementedError

    def width(self, encoder: object) -> int:
        raise NotImplementedError

    def test_the_contract(self, encoder: object) -> None:
        inputs = list(self.inputs(encoder))[:7]
        together = self.encode(encoder, inputs)
        assert together.shape == (7, self.width(encoder))
        assert together.dtype == np.float32
        assert np.isfinite(together).all()
        alone = np.concatenate([self.encode(encoder, [each]) for each in inputs])
        np.testing.assert_allclose(together, alone, atol=self.tolerance)
        np.testing.assert_allclose(
            self.encode(encoder, inputs[::-1])[::-1], together, atol=self.tolerance
        )
        np.testing.assert_array_equal(self.encode(encoder, inputs), together)
        assert self.encode(encoder, []).shape == (0, self.width(encoder))
        assert encoder.name  # type: ignore[attr-defined]


def _unit(vectors: FloatArray) -> None:
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


class TestText(EncoderContract[str]):
    @pytest.fixture(scope="class", params=["e5", "bert", "clap", "clip", "siglip"])
    def encoder(self, request: pytest.FixtureRequest, folders: Folders) -> TextEncoder:
        if request.param == "e5":
            return E5TextEncoder()
        if request.param == "clap":
            return ClapEncoder(folders("clap")).words
        if request.param == "bert":
            return SentenceTransformerTextEncoder(folders("bert"))
        return JointImageModel(folders(request.param)).words

    def inputs(self, encoder: object) -> Sequence[str]:
        return ["quiet piano music", "", "安静的钢琴", "loud drums " * 40, *UNRELATED_TEXTS]

    def encode(self, encoder: object, inputs: Sequence[str]) -> FloatArray:
        assert isinstance(encoder, TextEncoder)
        return encoder.encode(inputs)

    def width(self, encoder: object) -> int:
        assert isinstance(encoder, TextEncoder)
        return encoder.dimension

    def test_vectors_are_units(self, encoder: TextEncoder) -> None:
        _unit(encoder.encode(UNRELATED_TEXTS))


class TestAudio(EncoderContract[FloatArray]):
    @pytest.fixture(scope="class", params=["musicnn", "clap"])
    def encoder(self, request: pytest.FixtureRequest, folders: Folders) -> AudioEncoder:
        if request.param == "clap":
            return ClapEncoder(folders("clap"))
        try:
            bundled = audio_encoder("")
        except EncoderUnavailable as problem:
            pytest.skip(f"{problem} (make models)")
        assert isinstance(bundled, AudioEncoder)
        return bundled

    def inputs(self, encoder: object) -> Sequence[FloatArray]:
        assert isinstance(encoder, AudioEncoder)
        return list(unrelated_sounds(encoder.window_samples, encoder.sample_rate))

    def encode(self, encoder: object, inputs: Sequence[FloatArray]) -> FloatArray:
        assert isinstance(encoder, AudioEncoder)
        windows = np.zeros((0, encoder.window_samples), np.float32)
        heard = encoder.embed(np.stack(inputs) if len(inputs) else windows)
        assert heard.tags.shape in {(len(inputs), 100), (len(inputs), 0)}
        return heard.style

    def width(self, encoder: object) -> int:
        assert isinstance(encoder, AudioEncoder)
        return sum(encoder.style_parts)

    def test_windows_of_another_length_are_an_error(self, encoder: AudioEncoder) -> None:
        if encoder.name.startswith("clap"):
            with pytest.raises(ValueError, match="samples"):
                encoder.embed(np.zeros((1, encoder.window_samples + 1), np.float32))


class TestPictures(EncoderContract[Image.Image]):
    @pytest.fixture(scope="class", params=["efficientnet", "clip", "siglip"])
    def encoder(self, request: pytest.FixtureRequest, folders: Folders) -> object:
        if request.param == "efficientnet":
            return EfficientNetLiteEncoder.from_folder(models_dir())
        return JointImageModel(folders(request.param))

    def inputs(self, encoder: object) -> Sequence[Image.Image]:
        return unrelated_pictures()

    def encode(self, encoder: object, inputs: Sequence[Image.Image]) -> FloatArray:
        assert isinstance(encoder, ImageEncoder | JointImageEncoder)
        rows = [encoder.features(each) for each in inputs]
        return np.stack(rows) if rows else np.zeros((0, encoder.dimension), np.float32)

    def width(self, encoder: object) -> int:
        assert isinstance(encoder, ImageEncoder | JointImageEncoder)
        return encoder.dimension

    def test_vectors_are_units(self, encoder: object) -> None:
        _unit(self.encode(encoder, unrelated_pictures()[:3]))

    def test_it_is_one_kind_or_the_other(self, encoder: object) -> None:
        assert isinstance(encoder, ImageEncoder) != isinstance(encoder, JointImageEncoder)
