"""``python -m matching.evaluation.intent.tuning``: a change to the learner, judged in a minute.

Owners of other seeds than the reported ones. Prints precision@20 after 0 to 3 rounds, by family.
"""

import argparse
import time
from collections.abc import Sequence

import numpy as np

from matching.evaluation.intent.kept import SIZE, both
from matching.evaluation.intent.owners import draw_owners
from matching.evaluation.intent.rounds import ROUNDS, follow
from matching.evaluation.intent.tastes import Family
from matching.evaluation.intent.ways import WAYS

#: No seed of these is ever reported on; see ``plan.SEEDS``.
TUNING_SEEDS = range(100, 110)
_FAMILIES: tuple[Family, ...] = ("facets", "second")


def main(given: Sequence[str] | None = None) -> None:
    """Compares ways on tuning owners."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--owners", type=int, default=30, help="of each family")
    parser.add_argument("--noise", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=TUNING_SEEDS[0], choices=TUNING_SEEDS)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--real", action="store_true", help="the segments themselves")
    parser.add_argument("--ways", default="ours", help="by comma, or all")
    parser.add_argument("--each", action="store_true", help="a line for each owner, too")
    options = parser.parse_args(given)
    names = None if options.ways == "all" else options.ways.split(",")
    music = both(options.seed, options.size, fill=False)[0 if options.real else 1]
    for family in _FAMILIES:
        owners = list(draw_owners(music, options.owners, options.seed, family))
        for way in WAYS:
            if names is not None and way.name not in names:
                continue
            started = time.perf_counter()
            courses = [
                follow(music.read, owner, way(), options.noise, rounds=ROUNDS) for owner in owners
            ]
            table = np.array([course.precision for course in courses])
            lost = float((table.min(axis=1) < table[:, 0] - 0.05).mean())
            steps = "  ".join(f"{value:.3f}" for value in table.mean(axis=0))
            spent = (time.perf_counter() - started) / len(owners)
            print(f"{family:7} {way.name:14} {steps}  ever worse {lost:4.0%}  {spent:.2f} s each",
                  flush=True)  # fmt: skip
            if options.each:
                for owner, course in zip(owners, courses, strict=True):
                    asked = ", ".join(map(str, owner.taste.conditions))
                    share = f"{owner.taste.likes.mean():.1%}"
                    print("   ", course.precision, course.accepted, owner.brief.quality, share,
                          asked, flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
