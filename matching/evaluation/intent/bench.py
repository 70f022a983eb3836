"""``bench intent``: how fast the accept/reject loop learns what simulated owners mean.

Owners judge real analysed music, 30 s segments of the open-music catalogue, and tracks generated
after them. The learner reads both with the analyser's measured errors; owners hear them without.
"""

import json as json_format
import os
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from matching.corpora import CorpusMissing
from matching.corpora.track import Say, silent
from matching.evaluation.intent.curves import ahead, by_quality, chance, curve
from matching.evaluation.intent.goals import falls_short
from matching.evaluation.intent.honesty import calibration, deciles
from matching.evaluation.intent.kept import SIZE, both
from matching.evaluation.intent.measured import around, write_into
from matching.evaluation.intent.owners import Manner
from matching.evaluation.intent.page import table
from matching.evaluation.intent.plan import FAMILIES, KINDS, MAIN_NOISE, SEEDS, Extent, groups
from matching.evaluation.intent.population import Outcome, outcomes
from matching.evaluation.intent.realism import realism
from matching.evaluation.intent.satisfaction import satisfaction
from matching.evaluation.intent.segments import LEAST, segments
from matching.evaluation.intent.speed import speed
from matching.evaluation.intent.tastes import Family
from matching.evaluation.report_machine import machine
from matching.intent.version import LEARNER

_PLAIN: tuple[tuple[Family, Manner], ...] = tuple((each, "sincere") for each in FAMILIES)


def run(
    json: bool = False,
    *,
    full: bool = False,
    tune: bool = False,
    write: Path | None = None,
    jobs: int | None = None,
    say: Say = silent,
) -> dict[str, object]:
    """Runs the bench, prints it and returns what was printed. Same figures every time.

    The default takes two minutes of processor time: 72 owners of three seeds. ``full``: 70 owners
    of each of five seeds, every noise, and those reported apart. ``tune``: as the default, with
    owners nobody reports on. jobs: groups of owners at a time; None takes one, or as many as there
    are cores for ``full``. write: a page whose measured part becomes these figures.

    Raises CorpusMissing where the segments were never analysed and this is not a ``full`` run, and
    Unusable where the page cannot be written into.
    """
    began = time.monotonic()
    if write is not None:
        around(write)  # said now, not after the whole run
    kept = segments(fill=False)
    if full and kept.missing + len(kept.profiles) < LEAST:
        kept = segments(fill=True, say=say)
    if len(kept.profiles) < LEAST:
        raise CorpusMissing(
            "Intent: the segments were not analysed yet; `python -m matching corpora --segments` "
            "does it (some minutes), `bench intent --full` all of them (some 20)."
        )
    extent: Extent = "full" if full else "tune" if tune else "quick"
    cores = len(os.sched_getaffinity(0))
    found = outcomes(groups(extent), jobs or (cores if full else 1), say)
    real, made = both(SEEDS[extent][0], SIZE, fill=False)
    plain = [each for each in found if (each.group.family, each.group.manner) in _PLAIN]
    result: dict[str, Any] = {
        "bench": "intent",
        "learner": LEARNER,
        "analyser": kept.analyser,
        "segments": len(real),
        "generated": {"tracks": len(made), **realism(real, made)},
        "seeds": list(SEEDS[extent]),
        "courses": {"all": len(found), "kept": sum(each.kept for each in found)},
        **_cases(plain),
        "reported_apart": _set_apart(found),
        "satisfaction": _satisfaction([each for each in plain if each.way == "ours"]),
        **_honesty([each for each in found if each.way == "ours"]),
        "speed": speed(real) if full else None,
    }  # fmt: skip
    result["falls_short"] = falls_short(result)
    if write is not None:
        minutes = f"{(time.monotonic() - began) / 60:.0f} minutes"
        write_into(write, result, {**machine(), "date": f"{date.today()}", "took": minutes})
    print(json_format.dumps(result) if json else table(result))
    return result


def _cases(plain: Sequence[Outcome]) -> dict[str, Any]:
    """Sincere owners with one taste: a row for each catalogue, family, noise and way."""
    curves: dict[str, list[dict[str, Any]]] = {}
    leads, briefs = [], []
    for case, some in _by_case(plain).items():
        place, family, noise = case
        own = {"family": family, "noise": noise}
        ways = _by_way(some)
        first = ways["brief only"]
        curves.setdefault(place, []).extend(
            {**own, "way": name, **curve(found, first)} for name, found in ways.items()
        )
        leads += [
            {"catalogue": place, **own, "ours_ahead_of": name, **ahead(ways["ours"], found)}
            for name, found in ways.items()
            if name != "ours"
        ]
        briefs.append(
            {
                "catalogue": place, **own, "owners": len(first),
                "oracle": round(sum(each.oracle for each in first) / len(first), 3),
                "worse_by_chance": chance(first),
            }
        )  # fmt: skip
    qualities = [
        {"catalogue": place, "family": family, "noise": noise, **row}
        for (place, family, noise), some in _by_case(plain).items()
        for row in by_quality(_by_way(some)["ours"], _by_way(some)["brief only"])
        if noise == MAIN_NOISE
    ]
    return {"owners": briefs, "curves": curves, "ahead": leads, "by_brief": qualities}


def _by_case(some: Sequence[Outcome]) -> dict[tuple[str, str, float], list[Outcome]]:
    cases: dict[tuple[str, str, float], list[Outcome]] = {}
    for each in some:
        group = each.group
        cases.setdefault((group.catalogue, group.family, group.noise), []).append(each)
    return cases


def _by_way(some: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    ways: dict[str, list[Outcome]] = {}
    for each in some:
        ways.setdefault(each.way, []).append(each)
    return ways


def _set_apart(found: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The kinds of owners who are no plain measure of learning."""
    rows = []
    for kind, (family, manner) in KINDS.items():
        own = [e for e in found if (e.group.family, e.group.manner) == (family, manner)]
        for name, some in _by_way(own).items():
            rows.append({"owners": kind, "way": name, **curve(some, _by_way(own)["brief only"])})
    return rows


def _satisfaction(ours: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [
        {"catalogue": place, "family": family, "noise": noise, **satisfaction(some)}
        for (place, family, noise), some in _by_case(ours).items()
    ]


def _honesty(ours: Sequence[Outcome]) -> dict[str, Any]:
    """Calibration over all sincere owners, of two tastes, too."""
    sincere = [each for each in ours if each.group.manner == "sincere"]
    foretold = {
        "single tracks": [one for each in sincere for one in each.course.chances],
        "whole rounds": [one for each in sincere for one in each.course.sureness],
    }
    return {
        "calibration": [{"of": of, **calibration(some)} for of, some in foretold.items()],
        "deciles": [{"of": of, **row} for of, some in foretold.items() for row in deciles(some)],
    }
