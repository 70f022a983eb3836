"""``bench intent``: how fast the accept/reject loop learns what simulated owners mean.

Owners judge real analysed music, 30 s segments of the open-music catalogue, and tracks generated
after them. The learner reads both with the analyser's measured errors; owners hear them without.
"""

import json as json_format
from collections.abc import Sequence
from typing import Any

from matching.corpora import CorpusMissing
from matching.corpora.track import Say, silent
from matching.evaluation.intent.curves import ahead, by_quality, chance, curve
from matching.evaluation.intent.goals import falls_short
from matching.evaluation.intent.honesty import calibration, deciles
from matching.evaluation.intent.kept import SIZE, both
from matching.evaluation.intent.owners import Manner
from matching.evaluation.intent.page import table
from matching.evaluation.intent.population import Group, Outcome, outcomes
from matching.evaluation.intent.realism import realism
from matching.evaluation.intent.satisfaction import satisfaction
from matching.evaluation.intent.segments import segments
from matching.evaluation.intent.speed import speed
from matching.evaluation.intent.tastes import Family
from matching.evaluation.intent.tuning import TUNING_SEEDS
from matching.evaluation.intent.ways import WAYS

SEEDS = (1, 2, 3, 4, 5)
#: The most telling first, so that a run cut short has it.
NOISES = (0.05, 0.15, 0.0)
_NOISES_OF = {"generated": NOISES, "segments": (0.05, 0.15)}
_FAMILIES: tuple[Family, ...] = ("facets", "second")
_ALL = tuple(way.name for way in WAYS)
_BOTH = ("brief only", "ours")
#: Reported apart: owners of two tastes, and owners who click at random or against their taste.
_KINDS: dict[str, tuple[Family, Manner]] = {
    "two tastes": ("mixed", "sincere"),
    "random": ("facets", "random"),
    "adversarial": ("facets", "adversarial"),
}
_PLAIN: tuple[tuple[Family, Manner], ...] = (("facets", "sincere"), ("second", "sincere"))
_MAIN_NOISE = 0.05
#: Owners of each family and seed: 70 a seed. Of the groups reported apart, fewer.
_OWNERS, _APART = 35, 10
_QUICK_OWNERS = 5
#: Fewer segments than this stand for no catalogue.
_LEAST_SEGMENTS = 600


def run(
    json: bool = False, *, full: bool = False, tune: bool = False, jobs: int = 1, say: Say = silent
) -> dict[str, object]:
    """Runs the bench, prints it and returns what was printed. Same figures every time.

    The default takes a minute: few owners of one seed. ``full``: 70 owners of each of five seeds,
    both catalogues, every noise. ``tune``: as the default, with owners nobody reports on. Raises
    CorpusMissing where the segments were never analysed and this is not a ``full`` run.
    """
    kept = segments(fill=False)
    if full and kept.missing + len(kept.profiles) < _LEAST_SEGMENTS:
        kept = segments(fill=True, say=say)
    if len(kept.profiles) < _LEAST_SEGMENTS:
        raise CorpusMissing(
            "Intent: the segments were not analysed yet; `python -m matching bench intent --full` "
            "does it (some 20 minutes)."
        )
    seeds = SEEDS if full else TUNING_SEEDS[:1] if tune else SEEDS[:1]
    groups = _groups(seeds, full=full)
    found = outcomes(groups, jobs, say)
    real, made = both(seeds[0], SIZE, fill=False)
    plain = [each for each in found if (each.group.family, each.group.manner) in _PLAIN]
    result: dict[str, Any] = {
        "bench": "intent",
        "analyser": kept.analyser,
        "segments": len(real),
        "generated": {"tracks": len(made), **realism(real, made)},
        "seeds": list(seeds),
        **_cases(plain),
        "reported_apart": _set_apart(found),
        "satisfaction": _satisfaction([each for each in plain if each.way == "ours"]),
        **_honesty([each for each in found if each.way == "ours"]),
        "speed": speed(real) if full else None,
    }  # fmt: skip
    result["falls_short"] = falls_short(result)
    print(json_format.dumps(result) if json else table(result))
    return result


def _groups(seeds: Sequence[int], *, full: bool) -> list[Group]:
    if not full:
        quick = [("generated", 0.05, _ALL), ("segments", 0.05, _ALL), ("generated", 0.15, _BOTH)]
        return [
            Group(place, SIZE, seed, family, "sincere", noise, _QUICK_OWNERS, ways)
            for seed in seeds
            for place, noise, ways in quick
            for family in _FAMILIES
        ]
    sincere = [
        Group(place, SIZE, seed, family, "sincere", noise, _OWNERS, _ALL if noise else _BOTH)
        for noise in NOISES
        for seed in seeds
        for place, noises in _NOISES_OF.items()
        if noise in noises
        for family in _FAMILIES
    ]
    others = [
        Group("generated", SIZE, seed, family, manner, 0.05, _APART, (*_BOTH, "thompson"))
        for seed in seeds
        for family, manner in _KINDS.values()
    ]
    return sincere + others


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
        if noise == _MAIN_NOISE
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
    for kind, (family, manner) in _KINDS.items():
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
