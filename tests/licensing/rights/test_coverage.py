"""The tests of the decision take every branch of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

RULES = ("rules", "grant_terms", "shares")
ROOT = Path(__file__).resolve().parents[3]


def test_every_branch_of_the_rules_is_taken(tmp_path: Path) -> None:
    """In a process of its own, without Django: the decision is pure."""
    measured = (tmp_path / "data").as_posix()
    coverage = [sys.executable, "-m", "coverage"]
    tests = [f"tests/licensing/rights/{name}.py" for name in ("test_rules", "test_properties")]
    subprocess.run(
        [*coverage, "run", "--branch", f"--data-file={measured}", "--source=licensing.rights",
         "-m", "pytest", "-q", "-c", os.devnull, f"--rootdir={ROOT}", "--noconftest",
         "-p", "no:django", "--hypothesis-profile=ci", "-p", "no:cacheprovider", *tests],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    report = subprocess.run(
        [*coverage, "json", f"--data-file={measured}", "-o", "-", "-q"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    files = json.loads(report.stdout)["files"]
    missed = {
        name: (files[f"licensing/rights/{name}.py"]["missing_lines"],
               files[f"licensing/rights/{name}.py"]["missing_branches"])
        for name in RULES
    }  # fmt: skip
    assert missed == {name: ([], []) for name in RULES}
