"""Models that place words beside sounds (CLAP) or pictures (CLIP, SigLIP) in one space."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from matching.encoders.base import FloatArray, WindowEmbeddings
from matching.encoders.collapse import (
    refuse_alike,
    refuse_collapsed,
    unrelated_pictures,
    unrelated_sounds,
)
from matching.encoders.refusals import ModelRefused
from matching.encoders.sentence_model import SentenceModel, open_sentence_model, proving

AUDIO_SETTING, IMAGE_SETTING = "MATCHING_AUDIO_MODEL", "MATCHING_IMAGE_MODEL"
#: Windows of ten seconds take much memory; larger batches are no faster on a CPU.
BATCH_WINDOWS = 4


class TextTower:
    """The text side of a joint model: English unless the model says otherwise."""

    def __init__(self, opened: SentenceModel, name: str) -> None:
        self._opened = opened
        self.name = name
        self.dimension = int(opened.encode_texts(["size"]).shape[1])

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """(n, dimension) float32 unit vectors, one row per text, in order."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._opened.encode_texts(texts)


class ClapEncoder:
    """CLAP (Wu et al., ICASSP 2023): sound in exact windows of ten seconds to unit vectors.

    A longer sound would be cut at random, a shorter one repeated, so windows are never either. It
    knows no tags; `words` is its text side.
    """

    lead_samples = 0

    def __init__(self, model: str) -> None:
        """Open `model`, a folder or a hub name; raises ModelRefused."""
        opened = open_sentence_model(model, setting=AUDIO_SETTING, kinds=("text", "audio"))
        self._opened = opened
        self.source, self.licence = opened.source, opened.licence
        with proving(model, AUDIO_SETTING):
            if bool(getattr(opened.config.audio_config, "enable_fusion", False)):
                raise ModelRefused("random", setting=AUDIO_SETTING, model=model)
            listener = opened.model[0].processor.feature_extractor
            self.name = f"clap:{opened.label}"
            self.sample_rate = int(listener.sampling_rate)
            self.window_samples = int(listener.nb_max_samples)
            self.words = TextTower(opened, f"{self.name}:words")
            vectors = self._encode(unrelated_sounds(self.window_samples, self.sample_rate))
            self.style_parts: tuple[int, ...] = (int(vectors.shape[1]),)
            _refuse_widths(model, AUDIO_SETTING, self.words, "sounds", vectors)
            refuse_collapsed(self.words, setting=AUDIO_SETTING)
            refuse_alike(vectors, what="sounds", model=self.name, setting=AUDIO_SETTING)

    def embed(self, windows: FloatArray) -> WindowEmbeddings:
        """(n, window_samples) sound in −1..1 to (n, d) styles; no tags."""
        styles = np.zeros((len(windows), sum(self.style_parts)), dtype=np.float32)
        for start in range(0, len(windows), BATCH_WINDOWS):
            part = slice(start, start + BATCH_WINDOWS)
            styles[part] = self._encode(windows[part])
        return WindowEmbeddings(styles, np.zeros((len(windows), 0), dtype=np.float32))

    def _encode(self, windows: FloatArray) -> FloatArray:
        if windows.shape[1] != self.window_samples:
            raise ValueError(f"a window has {self.window_samples} samples, not {windows.shape[1]}")
        sounds = [{"array": row, "sampling_rate": self.sample_rate} for row in windows]
        return self._opened.encode(sounds)


class JointImageModel:
    """CLIP or SigLIP: pictures beside the words of its own text side."""

    def __init__(self, model: str) -> None:
        """Open `model`, a folder or a hub name; raises ModelRefused."""
        opened = open_sentence_model(model, setting=IMAGE_SETTING, kinds=("text", "image"))
        self._opened = opened
        self.source, self.licence = opened.source, opened.licence
        with proving(model, IMAGE_SETTING):
            self.name = f"image:{opened.label}"
            self.words = TextTower(opened, f"{self.name}:words")
            vectors = opened.encode(unrelated_pictures())
            self.dimension = int(vectors.shape[1])
            _refuse_widths(model, IMAGE_SETTING, self.words, "pictures", vectors)
            refuse_collapsed(self.words, setting=IMAGE_SETTING)
            refuse_alike(vectors, what="pictures", model=self.name, setting=IMAGE_SETTING)

    def features(self, image: Image.Image) -> FloatArray:
        """(dimension,) unit vector of the picture, in the space of `words`."""
        return self._opened.encode([image.convert("RGB")])[0]


def _refuse_widths(
    model: str, setting: str, words: TextTower, other: str, vectors: FloatArray
) -> None:
    if words.dimension != vectors.shape[1]:
        raise ModelRefused(
            "widths_differ", model=model, setting=setting,
            words=words.dimension, other=other, width=vectors.shape[1],
        )  # fmt: skip
