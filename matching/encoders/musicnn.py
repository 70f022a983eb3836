"""The bundled audio encoder: both MusiCNN models over one log-mel, ears for tempo and singing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.numpy import load_file

from matching.audio import log_mel
from matching.encoders.base import EncoderUnavailable, FloatArray, WindowEmbeddings
from matching.encoders.fast_product import ONEDNN
from matching.encoders.files import require_model
from matching.encoders.manifest import MUSICNN_MSD, MUSICNN_MTT, ModelFile
from matching.encoders.musicnn_network import STYLE_SIZE, Musicnn
from matching.encoders.musicnn_tags import TAGS
from matching.encoders.singing import SingingDetector
from matching.encoders.tempo_network import TempoNetwork

# Larger batches are no faster on a CPU: their filter responses leave the cache. Products by oneDNN
# are in steps that stay in it, and like more rows.
BATCH_WINDOWS = 6 if ONEDNN else 2


class MusicnnEncoder:
    """Sound at 16 kHz, in windows of three seconds, to (400,) style and (100,) tags."""

    name = "musicnn"
    sample_rate = log_mel.SAMPLE_RATE
    window_samples = log_mel.PATCH_SAMPLES
    lead_samples = log_mel.LEAD_SAMPLES
    batch_windows = BATCH_WINDOWS
    style_parts: tuple[int, ...] = (STYLE_SIZE, STYLE_SIZE)

    def __init__(
        self, msd: Musicnn, mtt: Musicnn, tempo: TempoNetwork, singing: SingingDetector
    ) -> None:
        self.models = (msd.eval(), mtt.eval())
        self._tempo = tempo
        self._singing = singing

    @classmethod
    def from_folder(cls, folder: Path, *, threads: int | None = None) -> MusicnnEncoder:
        """Loads all models; ``threads`` limits torch in the whole process.

        Raises EncoderUnavailable when a file is missing or damaged.
        """
        if threads is not None:
            torch.set_num_threads(threads)
        return cls(
            _load(MUSICNN_MSD, folder),
            _load(MUSICNN_MTT, folder),
            TempoNetwork.from_folder(folder),
            SingingDetector(),
        )

    def embed(self, windows: FloatArray) -> WindowEmbeddings:
        """(n, window_samples) sound in −1..1 to styles and tags."""
        styles = np.zeros((len(windows), sum(self.style_parts)), dtype=np.float32)
        tags = np.zeros((len(windows), len(TAGS)), dtype=np.float32)
        for start in range(0, len(windows), self.batch_windows):
            part = slice(start, start + self.batch_windows)
            sound = torch.from_numpy(np.ascontiguousarray(windows[part], dtype=np.float32))
            with torch.inference_mode():
                embedded = self.embed_patches(log_mel.log_mel(sound))
            styles[part], tags[part] = embedded.style, embedded.tags
        return WindowEmbeddings(styles, tags)

    def tempo_odds(self, mono: FloatArray) -> FloatArray:
        """(256,) odds over tempo_belief.CLASS_BPM of sound at ``sample_rate``."""
        return self._tempo.odds(mono)

    def sung(self, mono: FloatArray) -> float:
        """0..1 how much of sound at ``sample_rate`` is sung."""
        return self._singing.sung(mono)

    def embed_patches(self, patches: torch.Tensor) -> WindowEmbeddings:
        """(n, 187, 96) log-mel patches to styles and tags, in one batch."""
        with torch.inference_mode():
            results = [model(patches) for model in self.models]
        return WindowEmbeddings(
            style=torch.cat([style for style, _ in results], dim=1).numpy(),
            tags=torch.cat([tags for _, tags in results], dim=1).numpy(),
        )


def _load(file: ModelFile, folder: Path) -> Musicnn:
    path = require_model(file, folder)
    try:
        return Musicnn(load_file(path))
    except (SafetensorError, KeyError, ValueError, OSError) as problem:
        raise EncoderUnavailable(
            f"The model file {path} is damaged: run `python -m matching models --verify`."
        ) from problem
