"""The page of what was measured: a table for each question, and only its own part is replaced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from matching.evaluation.intent.measured import BEGIN, END, write_into
from matching.evaluation.intent.plan import SEEDS, groups
from matching.evaluation.unusable import Unusable


def _row(way: str, last: float) -> dict[str, Any]:
    figure = {"mean": last, "low": last - 0.05, "high": last + 0.05}
    after = {f"after_{number}": figure for number in range(4)}
    return {"family": "facets", "noise": 0.05, "way": way, **after, "gap_closed": figure,
            "worse": {"mean": 0.04, "low": 0.0, "high": 0.1}}  # fmt: skip


RESULT: dict[str, Any] = {
    "learner": "a-learner",
    "analyser": "an-analyser",
    "segments": 1270,
    "generated": {"tracks": 20_000, "marginals": 0.005, "style": 0.05, "told_apart": 0.57},
    "seeds": [1, 2, 3],
    "courses": {"all": 72, "kept": 12},
    "owners": [
        {"catalogue": "generated", "family": "facets", "noise": 0.05, "owners": 36, "oracle": 1.0,
         "worse_by_chance": 0.2}
    ],
    "curves": {"generated": [_row("brief only", 0.4), _row("rocchio", 0.6), _row("ours", 0.8)]},
    "ahead": [
        {"catalogue": "generated", "family": "facets", "noise": 0.05, "ours_ahead_of": "rocchio",
         "after_3": {"mean": 0.2, "low": 0.1, "high": 0.3}}
    ],
    "by_brief": [],
    "reported_apart": [],
    "satisfaction": [
        {"catalogue": "generated", "family": "facets", "noise": 0.05, "median_rounds": 3.0,
         "median_labels": None, "within": [0.1, 0.3, 0.5, 0.6, 0.6, 0.7]}
    ],
    "calibration": [{"of": "single tracks", "error": 0.03, "count": 2400}],
    "deciles": [{"of": "single tracks", "count": 240, "foretold": 0.3, "came": 0.25}],
    "falls_short": ["Intent: too little."],
}  # fmt: skip


def test_only_the_measured_part_of_a_page_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "intent.md"
    page.write_text(f"Before.\n\n{BEGIN}\n\nOld figures.\n\n{END}\n\nAfter.\n", "utf-8")
    for _ in range(2):
        write_into(page, RESULT, {"date": "2026-01-31"})
    text = page.read_text("utf-8")
    assert text.startswith(f"Before.\n\n{BEGIN}\n\nMeasured with date 2026-01-31.")
    assert text.endswith(f"- Intent: too little.\n\n{END}\n\nAfter.\n")
    assert "Old figures" not in text
    assert "12 of 72 courses of owners were kept" in text
    assert "| generated, facets, 5% | 36 | 0.40 | 0.60 | **0.80 (0.75–0.85)** | +0.20" in text
    assert "| generated, facets, 5% | 3 | over 60 |" in text
    assert "Owners reported apart" not in text  # nobody was


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "intent.md"
    page.write_text("Nothing to replace.", "utf-8")
    with pytest.raises(Unusable, match="has no lines"):
        write_into(page, RESULT, {})
    assert page.read_text("utf-8") == "Nothing to replace."


def test_the_sample_and_the_whole_ask_the_owners_they_promise() -> None:
    def asked(extent: Any) -> int:
        own = [each for each in groups(extent) if each.manner == "sincere"]
        first = [each for each in own if (each.catalogue, each.noise) == ("generated", 0.05)]
        return sum(each.owners for each in first if each.family != "mixed")

    assert asked("quick") == 72
    assert asked("full") == 70 * 5
    assert not {each.seed for each in groups("tune")} & set(SEEDS["full"])
