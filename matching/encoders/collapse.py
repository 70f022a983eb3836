"""Refusing models that cannot tell things apart.

A collapsed model (for example the text tower of laion/larger_clap_music, mean cosine 0.9993)
answers every request with the same vector: everything runs and nothing matches.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from matching.encoders.base import FloatArray, TextEncoder
from matching.encoders.refusals import ModelRefused

MAX_MEAN_COSINE = 0.95
PROBES = 20

UNRELATED_TEXTS: tuple[str, ...] = (
    "a loud rock concert", "the tax form is due in April", "slow piano at night",
    "my bicycle has a flat tyre", "a bowl of noodle soup", "the stock market fell today",
    "children playing football", "install the printer driver", "a quiet library",
    "volcano eruption in Iceland", "热闹的夜市", "请把窗户关上", "古筝独奏", "今天的作业很难",
    "海边的日落", "公司年度报告", "一只黑猫", "地铁二号线晚点了", "摇滚乐现场", "怎样修理水龙头",
)  # fmt: skip
_WHAT = {"texts": "文字", "sounds": "声音", "pictures": "图片"}


def unrelated_sounds(samples: int, rate: int) -> FloatArray:
    """(20, samples) float32: tones, chords, noise of several colours, clicks and sweeps."""
    random = np.random.default_rng(7)
    time = np.arange(samples) / rate
    sounds: list[npt.NDArray[np.floating]] = []
    for hertz in (80.0, 220.0, 523.0, 1_800.0, 6_000.0):
        sounds.append(np.sin(2 * np.pi * hertz * time))
    for root in (110.0, 330.0, 700.0):
        steps = np.array([[1.0], [1.26], [1.5]])
        sounds.append(np.sin(2 * np.pi * root * steps * time).mean(axis=0))
    for tilt in (0.0, 1.0, 2.0):
        spectrum = np.fft.rfft(random.normal(size=samples))
        coloured = np.fft.irfft(spectrum / np.arange(1, len(spectrum) + 1) ** tilt, samples)
        sounds.append(coloured / np.abs(coloured).max())
    for bpm in (60, 120, 240):
        phase = (time * bpm / 60) % 1.0
        sounds.append(np.exp(-40 * phase) * random.normal(size=samples) * 0.5)
    for low, high in ((100, 4_000), (4_000, 100), (300, 600)):
        sweep = np.interp(time, (0, time[-1]), (low, high))
        sounds.append(np.sin(2 * np.pi * np.cumsum(sweep) / rate))
    for rise in (2.0, 5.0, 9.0):
        sounds.append(np.sin(2 * np.pi * 440 * time) * (np.sin(2 * np.pi * rise * time) > 0))
    return np.stack([0.5 * sound for sound in sounds]).astype(np.float32)


def unrelated_pictures() -> list[Image.Image]:
    """20 RGB pictures of 96 × 96: plain colours, gradients, stripes, checks, discs and noise."""
    random = np.random.default_rng(7)
    row, column = np.mgrid[0:96, 0:96] / 95.0
    planes: list[npt.NDArray[np.floating]] = [row, column, 1 - row, (row + column) / 2]
    planes += [((size * row).astype(int) % 2).astype(float) for size in (4, 24)]
    planes += [((size * column).astype(int) % 2).astype(float) for size in (4, 24)]
    planes += [
        (((n * row).astype(int) + (n * column).astype(int)) % 2).astype(float) for n in (6, 30)
    ]
    planes += [
        ((row - y) ** 2 + (column - x) ** 2 < r**2).astype(float)
        for y, x, r in ((0.5, 0.5, 0.3), (0.2, 0.7, 0.15), (0.7, 0.3, 0.4), (0.5, 0.5, 0.1))
    ]
    planes += [random.random((96, 96)), np.kron(random.random((12, 12)), np.ones((8, 8)))]
    planes += [np.zeros((96, 96)), np.ones((96, 96)), np.full((96, 96), 0.4), np.abs(row - column)]
    colours = random.random((len(planes), 2, 3))
    pictures = []
    for plane, (dark, light) in zip(planes, colours, strict=True):
        pixels = dark + plane[..., None] * (light - dark)
        pictures.append(Image.fromarray((255 * pixels).astype(np.uint8)))
    return pictures


def mean_cosine(vectors: FloatArray) -> float:
    """Mean cosine over all pairs of different rows of (n, d) unit vectors."""
    similar, count = vectors @ vectors.T, len(vectors)
    return float((similar.sum() - np.trace(similar)) / (count**2 - count))


def refuse_alike(vectors: FloatArray, *, what: str, model: str, setting: str) -> None:
    """Raise ModelRefused if the vectors of unrelated inputs (`what`: a key of _WHAT) are alike."""
    empty = bool((np.linalg.norm(vectors, axis=1) < 0.5).any())
    found = 1.0 if empty else mean_cosine(vectors)
    if not found <= MAX_MEAN_COSINE:  # also true for NaN
        raise ModelRefused(
            "collapsed", model=model, setting=setting, what=what, what_zh=_WHAT[what],
            cosine=found, limit=MAX_MEAN_COSINE,
        )  # fmt: skip


def refuse_collapsed(encoder: TextEncoder, *, setting: str = "MATCHING_TEXT_MODEL") -> None:
    """Raise ModelRefused if unrelated texts all look alike to `encoder`."""
    vectors = encoder.encode(UNRELATED_TEXTS)
    refuse_alike(vectors, what="texts", model=encoder.name, setting=setting)
