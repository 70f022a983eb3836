"""Countries as sheets write them: lists parted by spaces, and names that have spaces."""

from __future__ import annotations

import pytest

from licensing.imports.reading.countries import territories

COLUMN = {"en": "territories", "zh": "地区"}


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["DE AT CH"], ["DE", "AT", "CH"]),
        (["de  at", "EU"], ["DE", "AT", "EU"]),
        (["United Kingdom"], ["GB"]),
        (["中国"], ["CN"]),
    ],
)
def test_codes_may_be_parted_by_spaces_alone(words: list[str], codes: list[str]) -> None:
    assert territories(words, COLUMN) == (codes, [])


def test_a_country_that_is_no_more_is_named_within_such_a_list() -> None:
    found, problems = territories(["DE DD"], COLUMN)
    assert found == ["DE"]
    assert [problem.code for problem in problems] == ["former_country"]
