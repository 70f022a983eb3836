"""Words are more than a keyword table: paraphrases beat the shuffled control on both halves."""

from __future__ import annotations

import pytest

from matching.evaluation.understanding import names_given_away, paraphrases, score

SPLITS = [(split, language) for split in ("tune", "held_out") for language in ("en", "zh")]


@pytest.mark.parametrize(("split", "language"), SPLITS)
def test_paraphrases_contain_no_concepts_name(split: str, language: str) -> None:
    cases = paraphrases(split, language)
    assert len(cases) >= 20
    assert [(case.text, names_given_away(case)) for case in cases if names_given_away(case)] == []


@pytest.mark.parametrize(("split", "language"), SPLITS)
def test_paraphrases_point_the_right_way(split: str, language: str) -> None:
    result = score(paraphrases(split, language))
    assert result.right > 0.75
    assert result.low > result.shuffled_95
    assert 0.4 < result.shuffled < 0.65
