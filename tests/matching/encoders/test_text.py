"""What every text encoder promises, and how a useless one is refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.trainers import WordLevelTrainer

from matching.encoders.base import EncoderUnavailable, FloatArray, TextEncoder
from matching.encoders.collapse import (
    MAX_MEAN_COSINE,
    UNRELATED_TEXTS,
    mean_cosine,
    refuse_collapsed,
)
from matching.encoders.text import E5TextEncoder, SentenceTransformerTextEncoder


@pytest.fixture(scope="module")
def encoder() -> E5TextEncoder:
    return E5TextEncoder()


def test_vectors_are_unit_rows_in_order(encoder: E5TextEncoder) -> None:
    texts = ["quiet piano", "安静的钢琴", "a very long sentence about the weather " * 40]
    vectors = encoder.encode(texts)
    assert vectors.shape == (3, encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.vstack([encoder.encode([text]) for text in texts])
    np.testing.assert_allclose(vectors, alone, atol=1e-4)
    assert isinstance(encoder, TextEncoder)


def test_no_texts_are_no_rows(encoder: E5TextEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_the_same_meaning_is_near_across_languages(encoder: E5TextEncoder) -> None:
    piano, chinese, tax = encoder.encode(["quiet piano music", "安静的钢琴音乐", "tax declaration"])
    assert piano @ chinese > piano @ tax


@pytest.mark.parametrize("text", ["", "\0", "a\0b", "\ud800", "😀" * 3000, "x" * 100_000])
def test_odd_texts_give_finite_vectors(encoder: E5TextEncoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def test_what_follows_a_nul_is_read(encoder: E5TextEncoder) -> None:
    first, second = encoder.encode(["music\0 for sleeping", "music\0 for running"])
    assert first @ second < 0.999


def test_the_bundled_model_is_not_collapsed(encoder: E5TextEncoder) -> None:
    assert mean_cosine(encoder.encode(UNRELATED_TEXTS)) < MAX_MEAN_COSINE


def test_a_collapsed_model_is_refused_with_a_sentence() -> None:
    class Collapsed:
        name = "always-the-same"
        dimension = 8

        def encode(self, texts: Sequence[str]) -> FloatArray:
            return np.full((len(texts), 8), 8**-0.5, dtype=np.float32)

    with pytest.raises(
        EncoderUnavailable, match="always-the-same in MATCHING_TEXT_MODEL cannot be used"
    ):
        refuse_collapsed(Collapsed())


def test_the_bundled_model_needs_no_torch() -> None:
    code = (
        "import sys, pathlib; from matching.encoders.text import E5TextEncoder;"
        "E5TextEncoder().encode(['piano']);"
        "assert 'torch' not in sys.modules;"
        "status = pathlib.Path('/proc/self/status').read_text();"
        "print(status.split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 300_000  # kilobytes


def tiny_model(folder: Path, *, flat: bool = False) -> str:
    """A sentence-transformers folder with random word vectors, or all alike."""
    splitter = Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    splitter.pre_tokenizer = Whitespace()
    splitter.train_from_iterator(UNRELATED_TEXTS, WordLevelTrainer(special_tokens=["[UNK]"]))
    shape = (splitter.get_vocab_size(), 32)
    rows = np.ones(shape) if flat else np.random.default_rng(0).normal(size=shape)
    table = StaticEmbedding(splitter, embedding_weights=rows.astype(np.float32))
    model = SentenceTransformer(modules=[table])
    model.save(str(folder))
    return str(folder)


def test_a_sentence_transformers_folder_keeps_the_contract(tmp_path: Path) -> None:
    encoder = SentenceTransformerTextEncoder(tiny_model(tmp_path / "tiny"))
    vectors = encoder.encode(["a quiet library", "热闹的夜市"])
    assert vectors.shape == (2, encoder.dimension) == (2, 32)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode([]).shape == (0, 32)
    assert encoder.name.startswith("st:tiny-")


def test_a_collapsed_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        EncoderUnavailable, match=r"st:flat-[0-9a-f]+ in MATCHING_TEXT_MODEL cannot be used"
    ):
        SentenceTransformerTextEncoder(tiny_model(tmp_path / "flat", flat=True))


def test_a_missing_sentence_transformer_is_refused_with_a_sentence(tmp_path: object) -> None:
    with pytest.raises(EncoderUnavailable, match="could not be loaded"):
        SentenceTransformerTextEncoder(str(tmp_path))
