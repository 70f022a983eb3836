"""The pool's vectors on disk are used, mended and never half written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from matching.encoders.base import FloatArray
from matching.semantics.vectors import load_or_embed


class Counting:
    """A tiny encoder that counts how often it was asked."""

    name = "counting"
    dimension = 4

    def __init__(self) -> None:
        self.calls = 0
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> FloatArray:
        self.calls += 1
        self.texts += texts
        return np.array([[len(text), 1, 2, 3] for text in texts], dtype=np.float32)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    return tmp_path


def test_the_second_call_reads_the_file(folder: Path) -> None:
    encoder = Counting()
    first = load_or_embed(["a", "bb"], encoder)
    second = load_or_embed(["a", "bb"], encoder)
    np.testing.assert_array_equal(first, second)
    assert encoder.calls == 1
    assert not list(folder.rglob("*.tmp"))


def test_other_texts_or_a_damaged_file_is_embedded_again(folder: Path) -> None:
    encoder = Counting()
    load_or_embed(["a"], encoder)
    load_or_embed(["b"], encoder)
    assert encoder.calls == 2
    for path in folder.rglob("*.npz"):
        path.write_bytes(b"damaged")
    load_or_embed(["a"], encoder)
    assert encoder.calls == 3
    load_or_embed(["a"], encoder)
    assert encoder.calls == 3


def test_a_new_phrase_costs_one_embedding(folder: Path) -> None:
    encoder = Counting()
    load_or_embed(["a", "bb"], encoder)
    vectors = load_or_embed(["bb", "ccc", "a"], encoder)
    assert encoder.texts == ["a", "bb", "ccc"]
    assert vectors[:, 0].tolist() == [2, 3, 1]


def test_a_folder_that_cannot_be_written_is_no_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "file").touch()
    monkeypatch.setenv("MODELS_DIR", str(folder / "file"))
    assert load_or_embed(["a"], Counting()).shape == (1, 4)
