"""From described tracks to a head and its verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from matching.alignment.described import Described, Split, same_meaning, split, variants
from matching.alignment.head import Head
from matching.alignment.training import Pairs, train
from matching.alignment.validation import Figures, compare, judge
from matching.encoders.base import FloatArray, TextEncoder
from matching.index.snapshot import Snapshot
from matching.semantics.language import detect

#: More requests than this make the verdict no surer, only later.
MOST_HELD_OUT = 400
LEAST_HELD_OUT = 40
#: A head serves a language that at least this share of the held-out descriptions is in.
_LANGUAGE_SHARE = 0.2

Progress = Callable[[float], None]


class TooFew(ValueError):
    """There are not enough described tracks of enough artists to judge a head."""


def build_head(
    snapshot: Snapshot,
    tracks: Sequence[Described],
    encoder: TextEncoder,
    *,
    seed: int = 0,
    progress: Progress = lambda share: None,
) -> tuple[Head, Figures]:
    """Train on three quarters of the artists and judge on the rest; deterministic.

    Raises TooFew.
    """
    parts = split(tracks, snapshot)
    if len(parts.held_out) < LEAST_HELD_OUT or len(parts.learned) < 2 * LEAST_HELD_OUT:
        raise TooFew(
            f"{len(parts.learned)} tracks to learn from, {len(parts.held_out)} to judge by"
        )
    head = train(_pairs(snapshot, parts, encoder, seed), seed=seed)
    progress(0.5)
    judged = parts.held_out[:MOST_HELD_OUT]
    captions, ids = [track.caption for track in judged], [track.id for track in judged]
    pool, with_head = judge(snapshot, captions, ids, head.apply(encoder.encode(captions)))
    spoken = Counter(filter(None, map(detect, captions)))
    languages = tuple(sorted(
        each for each, count in spoken.items() if count >= _LANGUAGE_SHARE * len(captions)
    ))  # fmt: skip
    artists = [track.artist for track in judged]
    figures = compare(
        pool, with_head, artists, learned=len(parts.learned), languages=languages, seed=seed
    )
    return head, figures


def _pairs(snapshot: Snapshot, parts: Split, encoder: TextEncoder, seed: int) -> Pairs:
    random = np.random.default_rng(seed)
    learned = sorted(parts.learned, key=lambda track: track.id)
    said = [text for track in learned for text in variants(track, random)]
    texts = encoder.encode(said)
    return Pairs(
        styles=_centred(snapshot, [track.id for track in learned]),
        texts=texts.reshape(len(learned), -1, texts.shape[1]),
        same=same_meaning([track.caption for track in learned]),
    )


def _centred(snapshot: Snapshot, ids: Sequence[int]) -> FloatArray:
    """(n, s) unit styles seen from the mean of the whole snapshot; ids ascending."""
    styles = np.asarray(snapshot.style[snapshot.rows(ids)], dtype=np.float32)
    moved = styles - np.asarray(snapshot.style, dtype=np.float32).mean(axis=0)
    length = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return np.asarray(moved / length, dtype=np.float32)
