"""The first table of the page of benchmarks: what is better than which simple way, by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.evaluation.report_tables import number, table


@dataclass(frozen=True)
class Line:
    """One figure; ``beside`` is what a simple way reaches in the same run, ``goal`` what is wanted.

    less: the smaller the better.  unit: as it is printed after the numbers.
    """

    measure: str
    ours: float
    beside: float | None = None
    way: str = ""
    goal: float | None = None
    unit: str = ""
    less: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        return self.ours <= self.goal if self.less else self.ours >= self.goal

    @property
    def ratio(self) -> float | None:
        """How many times better than the simple way; None where that is not above 0."""
        if self.beside is None or min(self.ours, self.beside) <= 0:
            return None
        return self.beside / self.ours if self.less else self.ours / self.beside


def summary(lines: Mapping[str, Sequence[Line]]) -> str:
    """The table of the lines by bench, and how many goals are met."""
    goals = [line.met for own in lines.values() for line in own if line.met is not None]
    said = (
        f"{sum(goals)} of {len(goals)} goals are met. The simple way is the best of those that the "
        "bench compares; *times* says how many times better ours is. What a figure means is "
        "explained in the part of its bench."
    )
    return said + "\n\n" + table([_row(name, line) for name in lines for line in lines[name]])


def _row(bench: str, line: Line) -> dict[str, str]:
    goal = ""
    if line.goal is not None:
        goal = f"{'at most' if line.less else 'at least'} {_value(line.goal, line.unit)}"
    return {
        "bench": f"[{bench}](#{bench})",
        "what": line.measure,
        "ours": f"**{_value(line.ours, line.unit)}**",
        "simple way": "" if line.beside is None else _value(line.beside, line.unit),
        "which": line.way,
        "times": "" if line.ratio is None else f"{line.ratio:.2f}",
        "goal": goal,
        "met": {None: "", True: "yes", False: "**no**"}[line.met],
    }


def _value(value: float, unit: str) -> str:
    """As short as it can be said."""
    said = f"{100 * value:.1f}" if unit == "%" else number(value)
    return f"{said.rstrip('0').rstrip('.') if '.' in said else said} {unit}".strip()
