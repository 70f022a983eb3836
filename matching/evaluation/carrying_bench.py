"""``bench carrying``: a second brief that starts from what a first one taught, and from others'.

Simulated owners answer three rounds of ten to a first brief. Then they give a second one, drawn
anew for the same hidden taste, and its first list is judged on tracks nobody was shown: without
what was taught, with it, and with what an owner of another taste taught.
"""

from __future__ import annotations

import json as json_format
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.corpora import CorpusMissing
from matching.evaluation.intent.briefs import Brief, draw_brief
from matching.evaluation.intent.music import Music, real_music
from matching.evaluation.intent.owners import Owner, draw_owners
from matching.evaluation.intent.segments import segments
from matching.evaluation.intent.session import Session
from matching.evaluation.intent.tastes import Family
from matching.evaluation.intent.ways import Ours
from matching.evaluation.metrics import interval
from matching.index.snapshot import Rows
from matching.intent.state import Event
from matching.retrieval.recommend import recommend

FAMILIES: dict[Family, str] = {"facets": "facets", "second": "another space"}
OWNERS, SEED, NOISE = 40, 7, 0.05
ROUNDS, LABELS, AT = 3, 10, 20
#: At least this share of a list is no guess.
MERIT = 0.8


@dataclass(frozen=True)
class Started:
    """Precision at 20 on unseen tracks: of the second brief's first list, and after one round."""

    first: float
    later: float


def run(json: bool = False) -> dict[str, object]:
    """Runs the bench, prints it and returns it. Raises CorpusMissing without analysed segments."""
    found = segments(fill=False)
    if not found.profiles:
        raise CorpusMissing("Carrying: run `python -m matching corpora --segments` first.")
    music = real_music(found, SEED)
    rows = [row for family in FAMILIES for row in _family(music, family)]
    result: dict[str, object] = {
        "bench": "carrying",
        "segments": len(music),
        "owners": OWNERS,
        "noise": NOISE,
        "families": rows,
        "falls_short": [
            f"Carrying over: what the same taste ({row['taste']}) taught makes the first list of a "
            f"second brief no better ({row['more']['mean']:+.2f}, {row['more']['low']:.2f} to "
            f"{row['more']['high']:.2f})."
            for row in rows
            if row["start"] == "same taste" and row["more"]["low"] <= 0
        ],
    }
    print(json_format.dumps(result) if json else table(result))
    return result


def table(result: Mapping[str, Any]) -> str:
    lines = ["A second brief's precision at 20: first list, after one round of ten"]
    lines += [
        f"{row['taste']:14} {row['start']:14} {row['first_list']:.3f} "
        f"{row['after_one_round']:.3f}, lost over 0.05: {row['lost']:.0%}"
        for row in result["families"]
    ]
    return "\n".join([*lines, *result["falls_short"]])


def _family(music: Music, family: Family) -> list[dict[str, Any]]:
    """A row for each start: precision of the first list and after one round, how much more that
    first list finds than the brief alone, and the share of owners for whom it lost over 0.05.
    """
    owners = list(draw_owners(music, OWNERS, SEED, family))
    lessons = [_first_brief(music, owner) for owner in owners]
    found: dict[str, list[Started]] = {"brief alone": [], "same taste": [], "another taste": []}
    for place, owner in enumerate(owners):
        random = np.random.default_rng([SEED, owner.number, 53])
        brief = draw_brief(music, owner.taste, random)
        for start, taught in (
            ("brief alone", ()),
            ("same taste", lessons[place]),
            ("another taste", lessons[(place + 1) % len(owners)]),
        ):
            found[start].append(_second_brief(music, owner, brief, taught))
    alone = np.array([each.first for each in found["brief alone"]])
    rows = []
    for start, some in found.items():
        first = np.array([each.first for each in some])
        mean, low, high = interval((first - alone).tolist())
        rows.append(
            {
                "taste": FAMILIES[family], "start": start,
                "first_list": round(float(first.mean()), 4),
                "more": {"mean": round(mean, 3), "low": round(low, 3), "high": round(high, 3)},
                "after_one_round": round(float(np.mean([each.later for each in some])), 4),
                "lost": round(float(np.mean(first < alone - 0.05)), 4),
            }
        )  # fmt: skip
    return rows


def _first_brief(music: Music, owner: Owner) -> list[Event]:
    """What three rounds of ten say, oldest first."""
    session = Session(music.read, owner.brief.query, owner.shown, owner.hidden, seed=owner.number)
    way = Ours()
    for _round in range(ROUNDS):
        for row in way.offer(session, LABELS):
            session.click(row, accepts=owner.accepts(row, NOISE))
    return session.events


def _second_brief(music: Music, owner: Owner, brief: Brief, taught: Sequence[Event]) -> Started:
    ids = np.asarray(music.read.ids)
    shown, hidden = (np.setdiff1d(rows, brief.songs) for rows in (owner.shown, owner.hidden))

    def best(rows: Rows, count: int, events: Sequence[Event]) -> Rows:
        """On merit: places that are marked as guesses are there to teach."""
        made = recommend(
            music.read, brief.query, allowed_ids=ids[rows], length=round(count / MERIT),
            events=events, taught=taught,
        )  # fmt: skip
        return np.searchsorted(ids, [item.id for item in made.items if not item.guess][:count])

    def precision(events: Sequence[Event]) -> float:
        listed = best(hidden, AT, events)
        return float(owner.taste.likes[listed].sum()) / AT if len(listed) else 0.0

    said = [
        Event("accept" if owner.accepts(int(row), NOISE) else "reject", int(ids[row]))
        for row in best(shown, LABELS, ())
    ]
    return Started(precision(()), precision(said))
