"""The one door to larger models: a sentence-transformers folder or hub name, opened and proved.

sentence-transformers (5.4 and later) loads text models, CLAP, CLIP and SigLIP alike. What those
need beside is gathered here: SigLIP was trained on texts padded to one length (otherwise a text's
vector depends on its neighbours in the batch), CLAP hears longer sounds by chance, and one call
takes one kind of input.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matching.encoders.base import FloatArray
from matching.encoders.refusals import ModelRefused

#: Longer texts are cut; models have between 64 and 512 positions.
MAX_CHARACTERS = 1_000
BATCH = 32
_READ = {".safetensors", ".bin", ".json", ".txt", ".model"}
_LICENCE = re.compile(r"^license:\s*[\"']?([^\"'\n]+)", re.MULTILINE)
_NAME = re.compile(r"[^A-Za-z0-9._]+")
_LONGEST_LABEL = 32


def clean_text(text: str) -> str:
    """A text that every tokenizer takes: bounded, no NUL, no lone surrogates."""
    text = text[:MAX_CHARACTERS].replace("\0", " ")
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True)
class SentenceModel:
    """An opened model. `label` names it by its folder and what is in it; `setting` who asked."""

    model: Any
    label: str
    setting: str
    source: str
    licence: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it takes: "text", "audio", "image"."""
        return tuple(str(kind) for kind in getattr(self.model, "modalities", ("text",)))

    @property
    def config(self) -> Any:
        """The configuration of the network, None for models that have none."""
        return getattr(self.model[0], "config", None)

    def encode(self, inputs: Sequence[Any], *, prompt: str | None = None) -> FloatArray:
        """(n, d) float32 unit vectors of inputs of one kind."""
        vectors = self.model.encode(
            list(inputs),
            prompt=prompt,
            normalize_embeddings=True,
            show_progress_bar=False,
            batch_size=BATCH,
            processing_kwargs=self._padding() or None,
        )
        return np.asarray(vectors, dtype=np.float32)

    def encode_texts(self, texts: Sequence[str], *, prompt: str | None = None) -> FloatArray:
        """(n, d) float32 unit vectors, one row per text."""
        return self.encode([clean_text(text) for text in texts], prompt=prompt)

    def _padding(self) -> dict[str, Any]:
        if not str(getattr(self.config, "model_type", "")).startswith("siglip"):
            return {}
        length = int(self.config.text_config.max_position_embeddings)
        return {"text": {"padding": "max_length", "max_length": length}}


def open_sentence_model(name: str, *, setting: str, kinds: Sequence[str]) -> SentenceModel:
    """Open a folder or hub name for the setting that named it.

    Raises ModelRefused when nothing is there, files are missing or damaged, or the model does not
    take all of `kinds`.
    """
    folder = Path(name)
    is_folder = folder.is_dir()
    if not is_folder and (name.startswith(("/", ".", "~")) or name.count("/") > 1):
        raise ModelRefused("no_folder", setting=setting, model=name)
    # Imported here: it brings torch, which a process with the bundled text model does without.
    from sentence_transformers import SentenceTransformer

    try:
        with _quiet():
            model = SentenceTransformer(name, device="cpu", local_files_only=is_folder)
    except Exception as error:  # a damaged folder raises whatever its reader raises
        raise _not_loaded(name, setting, error) from error
    model.eval()
    commit = getattr(getattr(model[0], "config", None), "_commit_hash", None) or "hub"
    digest = _digest(folder) if is_folder else str(commit)
    words = _NAME.sub("_", folder.name if is_folder else name)[-_LONGEST_LABEL:]
    opened = SentenceModel(
        model=model,
        label=f"{words}-{digest[:8]}",
        setting=setting,
        source=str(folder.resolve()) if is_folder else f"https://huggingface.co/{name}",
        licence=_licence(folder) if is_folder else "",
    )
    missing = [kind for kind in kinds if kind not in opened.kinds]
    if missing:
        raise ModelRefused(
            "wrong_kind", setting=setting, model=name,
            needed=", ".join(kinds), found=", ".join(opened.kinds),
        )  # fmt: skip
    return opened


@contextlib.contextmanager
def proving(name: str, setting: str) -> Iterator[None]:
    """Turn whatever a model raises at its first inputs into a refusal."""
    try:
        yield
    except ModelRefused:
        raise
    except Exception as error:  # parts that do not fit each other fail only when used
        raise _not_loaded(name, setting, error) from error


def _not_loaded(name: str, setting: str, error: Exception) -> ModelRefused:
    why = (str(error).strip().splitlines() or [type(error).__name__])[0][:200].rstrip(".")
    return ModelRefused("not_loaded", setting=setting, model=name, why=why)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Progress bars and advice of the libraries do not belong into a worker's log."""
    from transformers.utils import logging as said

    before, bars = said.get_verbosity(), said.is_progress_bar_enabled()
    advice = logging.getLogger("sentence_transformers")
    level = advice.level
    said.set_verbosity(logging.ERROR)
    said.disable_progress_bar()
    advice.setLevel(logging.ERROR)
    try:
        yield
    finally:
        advice.setLevel(level)
        said.set_verbosity(before)
        if bars:
            said.enable_progress_bar()


def _digest(folder: Path) -> str:
    """Of everything a model is read from, so that other files under the same name are noticed."""
    digest = hashlib.sha256()
    for base, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(base, name)
            if path.suffix in _READ:
                with path.open("rb") as stream:
                    own = hashlib.file_digest(stream, "sha256").digest()
                digest.update(str(path.relative_to(folder)).encode() + own)
    return digest.hexdigest()


def _licence(folder: Path) -> str:
    """What the model card of the folder says; empty when it says nothing."""
    try:
        found = _LICENCE.search((folder / "README.md").read_text("utf-8", "replace")[:4_000])
    except OSError:
        return ""
    return found.group(1).strip()[:120] if found else ""
