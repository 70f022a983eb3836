"""The page of benchmarks: any result becomes tables, and what falls short or fails is said."""

from __future__ import annotations

import sys
from pathlib import Path

from matching.evaluation.everything import Outcome, Step, run_steps
from matching.evaluation.report import falls_short, report
from matching.evaluation.report_tables import as_markdown


def python(name: str, code: str, limit_s: float = 20, *, alone: bool = False) -> Step:
    return Step(name, (sys.executable, "-c", code), limit_s, alone)


def test_a_failing_bench_does_not_stop_the_others(tmp_path: Path) -> None:
    steps = [
        python("good", "print('a line'); print('{\"share\": 0.5}')"),
        python("broken", "raise SystemExit('no music here.')"),
        python("slow", "import time; time.sleep(60)", 0.5, alone=True),
        python("strict", "print('{\"rows\": []}'); raise SystemExit(1)", alone=True),
    ]
    said: list[str] = []
    outcomes = {each.step.name: each for each in run_steps(steps, tmp_path, say=said.append)}
    assert list(outcomes) == ["good", "broken", "slow", "strict"]
    assert outcomes["good"].result == {"share": 0.5}
    assert outcomes["broken"].problem == "no music here"
    assert "time limit" in outcomes["slow"].problem
    assert outcomes["strict"].result == {"rows": []}
    assert len(said) == 4
    assert outcomes["good"].processor_s > 0


def test_results_become_tables() -> None:
    page = as_markdown(
        {
            "bench": "x",
            "tracks": 1500,
            "best": {"mean": 0.5, "low": 0.25, "high": 0.75},
            "rows": [
                {"way": "ours", "map": 0.61234},
                {"way": "chance", "map": {"low": 0, "high": 1}},
            ],
            "by_language": {"en": {"score": 0.9}, "zh": {"score": 0.85}},
            "deep": {"inner": {"left": {"a": 1}, "right": {"a": 2}}, "note": "a|b"},
            "ours": {"plain": {"requests": 9, "precision": 0.5, "low": 0.4, "high": 0.6}},
            "naive": {"plain": {"precision": 0.3, "low": 0.2, "high": 0.4}},
            "falls_short": ["said elsewhere"],
        }
    )  # fmt: skip
    assert "- tracks: 1,500" in page
    assert "- best: 0.500 (0.250 to 0.750)" in page
    assert "| way | map |\n|---|---:|\n| ours | 0.612 |\n| chance | 0.000 to 1.000 |" in page
    assert "### by language\n\n|  | score |\n|---|---:|\n| en | 0.900 |\n| zh | 0.850 |" in page
    assert "#### inner\n\n|  | a |\n|---|---:|\n| left | 1 |\n| right | 2 |" in page
    assert "- note: a\\|b" in page
    assert "|  | ours | naive |" in page
    assert "| plain | 0.500 (0.400 to 0.600) | 0.300 (0.200 to 0.400) |" in page
    assert "said elsewhere" not in page


def test_the_page_says_what_falls_short() -> None:
    outcomes = [
        Outcome(python("text", ""), 3.0, {"score": 0.4, "falls_short": ["Too few are found."]}),
        Outcome(python("photo", ""), 1.0, problem="there are no photos"),
        Outcome(python("search", ""), 1.0, {"untested": ["Ten million tracks."]}),
    ]
    page = report(
        outcomes, short=falls_short(outcomes), machine={"cores": "2"}, date="today", command="make"
    )
    assert "**Text**\n\n- Too few are found." in page
    assert "**Photo**\n\n- The bench photo gave no result: there are no photos." in page
    assert "## What is not tested\n\n- Ten million tracks." in page
    assert "- cores: 2" in page
    assert "## Text" in page
    assert "- score: 0.400" in page


def test_the_first_table_says_what_is_better_by_how_much() -> None:
    feedback = {"what": "feedback round", "tracks": 100_000, "allowed": 1.0, "p95_ms": 60.0}
    found = {"tracks": 100_000, "allowed": 0.1, "set": "random", "p95_ms": 2.0}
    result = {
        "searches": [
            {**found, "way": "ours", "recall_at_50": 1.0},
            {**found, "way": "a graph", "recall_at_50": 0.5, "p95_ms": 4.0},
        ],
        "rounds": [feedback],
    }
    page = report(
        [
            Outcome(python("search", ""), 1.0, result),
            Outcome(python("rights", ""), 1.0, {"rows": "of another shape"}),
        ],
        short={}, machine={}, date="today", command="make",
    )  # fmt: skip
    assert "2 of 3 goals are met." in page
    assert "least recall@50 | **1** | 0.5 | a graph | 2.00 | at least 0.99 | yes |" in page
    assert "| **60 ms** |  |  |  | at most 50 ms | **no** |" in page
    assert "| way | 10% random |" in page


def test_bounds_stand_with_their_number() -> None:
    rows = [
        {"copy": "mono", "found": 0.5, "low": 0.4, "high": 0.6, "plain": 0.1},
        {"copy": "cut", "found": 1.0, "low": 0.9, "high": 1.0, "plain": 0.2},
    ]
    page = as_markdown({"rows": rows, "of": {"share": 0.2, "share_low": 0.1, "share_high": 0.3}})
    assert "| mono | 0.500 (0.400 to 0.600) | 0.100 |" in page
    assert "- share: 0.200 (0.100 to 0.300)" in page
    assert "plain" not in as_markdown({"rows": rows}, without={"plain"})
