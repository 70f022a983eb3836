"""Refusing text models that cannot tell things apart.

A collapsed model (for example the text tower of laion/larger_clap_music, mean cosine 0.9993)
answers every request with the same vector: everything runs and nothing matches.
"""

from __future__ import annotations

import numpy as np

from matching.encoders.base import EncoderUnavailable, TextEncoder

MAX_MEAN_COSINE = 0.95

UNRELATED_TEXTS: tuple[str, ...] = (
    "a loud rock concert", "the tax form is due in April", "slow piano at night",
    "my bicycle has a flat tyre", "a bowl of noodle soup", "the stock market fell today",
    "children playing football", "install the printer driver", "a quiet library",
    "volcano eruption in Iceland", "热闹的夜市", "请把窗户关上", "古筝独奏", "今天的作业很难",
    "海边的日落", "公司年度报告", "一只黑猫", "地铁二号线晚点了", "摇滚乐现场", "怎样修理水龙头",
)  # fmt: skip


def mean_cosine(encoder: TextEncoder) -> float:
    """Mean cosine over all pairs of twenty unrelated texts."""
    vectors = encoder.encode(UNRELATED_TEXTS)
    count = len(UNRELATED_TEXTS)
    return float((np.sum(vectors @ vectors.T) - np.trace(vectors @ vectors.T)) / (count**2 - count))


def refuse_collapsed(encoder: TextEncoder) -> None:
    """Raise EncoderUnavailable if unrelated texts all look alike to `encoder`."""
    found = mean_cosine(encoder)
    if not found <= MAX_MEAN_COSINE:  # also true for NaN
        raise EncoderUnavailable(
            f"The text model {encoder.name} cannot be used: twenty unrelated texts have a mean "
            f"cosine of {found:.3f} (the limit is {MAX_MEAN_COSINE}), so it cannot tell requests "
            "apart. Choose another MATCHING_TEXT_MODEL."
        )
