"""``bench intent``: how fast the accept/reject loop learns what simulated owners mean.

Owners judge real analysed music, 30 s segments of the open-music catalogue, and tracks generated
after them. The learner reads both with the analyser's measured errors; owners hear them without.
"""

import json as json_format
from collections.abc import Sequence
from typing import Any

from matching.corpora import CorpusMissing
from matching.corpora.track import Say, silent
from matching.evaluation.intent.curves import apart, by_quality, curve, luck
from matching.evaluation.intent.goals import falls_short
from matching.evaluation.intent.honesty import calibration
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
NOISES = (0.0, 0.05, 0.15)
_FAMILIES: tuple[Family, ...] = ("facets", "second")
_ALL = tuple(way.name for way in WAYS)
_BOTH = ("brief only", "ours")
#: Reported apart: owners of two tastes, and owners who click at random or against their taste.
_KINDS: dict[str, tuple[Family, Manner]] = {
    "two tastes": ("mixed", "sincere"),
    "random": ("facets", "random"),
    "adversarial": ("facets", "adversarial"),
}
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
    ours = [each for each in found if each.way == "ours" and each.group.manner == "sincere"]
    result: dict[str, Any] = {
        "bench": "intent",
        "analyser": kept.analyser,
        "segments": len(real),
        "generated": {"tracks": len(made), **realism(real, made)},
        "seeds": list(seeds),
        "curves": _curves(found),
        "apart": _set_apart(found),
        "satisfaction": _satisfaction(ours),
        "calibration": {
            "single_tracks": calibration([one for each in ours for one in each.course.chances]),
            "whole_rounds": calibration([one for each in ours for one in each.course.sureness]),
        },
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
        Group(place, SIZE, seed, family, "sincere", noise, _OWNERS, _ALL)
        for seed in seeds
        for place in ("generated", "segments")
        for family in _FAMILIES
        for noise in NOISES
    ]
    others = [
        Group("generated", SIZE, seed, family, manner, 0.05, _APART, (*_BOTH, "thompson"))
        for seed in seeds
        for family, manner in _KINDS.values()
    ]
    return sincere + others


def _curves(found: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Sincere owners with one taste, by catalogue, family and noise."""
    plain = [each for each in found if each.group.manner == "sincere"]
    plain = [each for each in plain if each.group.family != "mixed"]
    cases = dict.fromkeys((e.group.catalogue, e.group.family, e.group.noise) for e in plain)
    curves = []
    for catalogue, family, noise in cases:
        some = [
            each
            for each in plain
            if (each.group.catalogue, each.group.family, each.group.noise)
            == (catalogue, family, noise)
        ]
        curves.append({"catalogue": catalogue, "family": family, "noise": noise, **_ways(some)})
    return curves


def _ways(some: Sequence[Outcome]) -> dict[str, Any]:
    by_way = {
        name: [each for each in some if each.way == name]
        for name in dict.fromkeys(each.way for each in some)
    }
    briefs = by_way["brief only"]
    return {
        "oracle": round(sum(each.oracle for each in briefs) / len(briefs), 3),
        "worse_by_luck": luck(briefs),
        "by_brief": by_quality(by_way["ours"], briefs),
        "ways": {name: curve(own, briefs) for name, own in by_way.items()},
        "ours_ahead_of": {
            name: apart(by_way["ours"], own) for name, own in by_way.items() if name != "ours"
        },
    }


def _set_apart(found: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The kinds of owners who are no plain measure of learning."""
    rows = []
    for name, kind in _KINDS.items():
        some = [each for each in found if (each.group.family, each.group.manner) == kind]
        if some:
            rows.append({"owners": name, **_ways(some)})
    return rows


def _satisfaction(ours: Sequence[Outcome]) -> list[dict[str, Any]]:
    plain = [each for each in ours if each.group.family != "mixed"]
    cases = dict.fromkeys((e.group.catalogue, e.group.family, e.group.noise) for e in plain)
    return [
        {
            "catalogue": case[0], "family": case[1], "noise": case[2],
            **satisfaction([
                each for each in plain
                if (each.group.catalogue, each.group.family, each.group.noise) == case
            ]),
        }
        for case in cases
    ]  # fmt: skip
