"""A head is learned where descriptions tell of the sound, and refused where they do not.

The catalogue is made up: every track is one of ten kinds, its style lies near its kind, and its
tags are words that the pool has never heard of.  Tags and facets of all tracks are alike, so the
pool can only guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matching.alignment.build import TooFew, _pairs, build_head
from matching.alignment.described import (
    Described,
    fingerprint,
    same_meaning,
    split,
    variants,
)
from matching.alignment.head import Head, HeadEncoder
from matching.alignment.training import train
from matching.encoders.base import EncoderUnavailable, FloatArray, TextEncoder
from matching.index.snapshot import Snapshot
from tests.matching.synthetic import told_by_style

KINDS, TRACKS, ARTISTS, WIDTH = 10, 240, 50, 64


class WordVectors:
    """A random vector for every word; a text is the mean of its words."""

    name, dimension = "word-vectors", 48

    def encode(self, texts: Sequence[str]) -> FloatArray:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.replace(",", " ").split():
                seed = int.from_bytes(word.encode()[-8:], "little")
                row += np.random.default_rng(seed).normal(size=self.dimension)
            row /= max(float(np.linalg.norm(row)), 1e-9)
        return rows


@pytest.fixture(scope="module")
def catalogue() -> tuple[Snapshot, list[Described]]:
    draw = np.random.default_rng(5)
    centres = draw.normal(size=(KINDS, WIDTH))
    kind = draw.integers(0, KINDS, TRACKS)
    styles = 3.0 + centres[kind] + 0.6 * draw.normal(size=(TRACKS, WIDTH))
    styles = (styles / np.linalg.norm(styles, axis=1, keepdims=True)).astype(np.float32)
    words = [[f"zq{number}{letter}" for letter in "abcd"] for number in range(KINDS)]
    tracks = [
        Described(
            id=number,
            artist=f"Artist {draw.integers(0, ARTISTS)}",
            tags=tuple(draw.choice(words[kind[number]], 2, replace=False)),
            title=f"Untitled {number}",
        )
        for number in range(TRACKS)
    ]
    return told_by_style(styles, "made-up-windows-1"), tracks


def test_a_head_that_helps_is_used(catalogue: tuple[Snapshot, list[Described]]) -> None:
    snapshot, tracks = catalogue
    head, figures = build_head(snapshot, tracks, WordVectors())
    assert figures.won
    assert figures.recall_with_head > 2 * figures.recall_pool
    assert figures.mrr_with_head > figures.mrr_pool
    assert figures.learned + figures.tracks == TRACKS
    again = train(_pairs(snapshot, split(tracks, snapshot), WordVectors(), 0))
    np.testing.assert_array_equal(again.first, head.first)


def test_shuffled_descriptions_teach_nothing_and_are_refused(
    catalogue: tuple[Snapshot, list[Described]],
) -> None:
    snapshot, tracks = catalogue
    order = np.random.default_rng(0).permutation(len(tracks))
    shuffled = [
        replace(track, tags=tracks[other].tags) for track, other in zip(tracks, order, strict=True)
    ]
    _head, figures = build_head(snapshot, shuffled, WordVectors())
    assert not figures.won
    assert figures.recall_with_head < 2.5 * figures.recall_chance


def test_too_few_descriptions_are_said(catalogue: tuple[Snapshot, list[Described]]) -> None:
    snapshot, tracks = catalogue
    with pytest.raises(TooFew, match="tracks to learn from"):
        build_head(snapshot, tracks[:60], WordVectors())


def test_no_artist_is_on_both_sides(catalogue: tuple[Snapshot, list[Described]]) -> None:
    snapshot, tracks = catalogue
    parts = split([*tracks, Described(999, "Nobody", ("unknown",))], snapshot)
    assert {t.artist for t in parts.learned}.isdisjoint({t.artist for t in parts.held_out})
    assert parts == split(tracks, snapshot)
    assert 0.1 < len(parts.held_out) / TRACKS < 0.4


def test_captions_are_shuffled_and_lose_words() -> None:
    track = Described(1, "A", ("slow", "piano", "rainy", "night"), "Blue")
    found = variants(track, np.random.default_rng(0))
    assert len(set(found)) > 1
    for text in found:
        assert set(text.split(", ")) <= {*track.tags, "Blue"}
    alike = same_meaning(["slow, piano", "Piano slow", "slow, guitar"])
    assert alike.tolist() == [[True, True, False], [True, True, False], [False, False, True]]
    assert fingerprint([track]) != fingerprint([replace(track, tags=("fast",))])


def test_a_head_comes_back_from_its_file_and_keeps_the_contract(
    catalogue: tuple[Snapshot, list[Described]], tmp_path: Path
) -> None:
    draw = np.random.default_rng(0)

    def weights(*shape: int) -> FloatArray:
        return draw.normal(size=shape).astype(np.float32)

    head = Head(weights(48, 512), weights(512), weights(512, 256), weights(256),
                weights(WIDTH, 256), weights(48))  # fmt: skip
    head.save(tmp_path / "heads" / "one.safetensors")
    encoder = HeadEncoder(WordVectors(), Head.load(tmp_path / "heads" / "one.safetensors"), "one")
    assert isinstance(encoder, TextEncoder)
    vectors = encoder.encode(["zq1a", "zq2b zq2c"])
    assert vectors.shape == (2, WIDTH) == (2, encoder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors, head.apply(WordVectors().encode(["zq1a", "zq2b zq2c"])))
    assert encoder.encode([]).shape == (0, WIDTH)
    (tmp_path / "bad.safetensors").write_bytes(b"nothing")
    with pytest.raises(EncoderUnavailable, match="trained anew"):
        Head.load(tmp_path / "bad.safetensors")
