"""``bench reasons``: is every reason true? Taken out of the score, it must move its track down.

Briefs in words and single songs over real tracks, before and after a round of verdicts.
"""

from __future__ import annotations

import json as json_format
import sys
from collections import Counter
from typing import Any

from matching.evaluation.human_catalogue import HumanCatalogue
from matching.evaluation.metrics import share_interval
from matching.evaluation.variety_bench import brief_queries
from matching.intent.state import Event
from matching.retrieval.query import Query
from matching.retrieval.recommend import ablate, recommend

LENGTH = 9
#: Every so many briefs one is checked: an ablation scores the whole catalogue again.
_STEP = 4


def run(json: bool = False) -> dict[str, Any]:
    """Run the bench, print it, and return what was printed."""
    catalogue = HumanCatalogue.open(say=lambda line: print(line, file=sys.stderr))
    counted: Counter[str] = Counter()
    queries = brief_queries(catalogue)[::_STEP]
    for query in queries:
        _check(catalogue, query, counted)
    share, low, high = share_interval(counted["true"], counted["reasons"])
    result = {
        "bench": "reasons",
        "tracks": len(catalogue.tracks),
        "briefs": len(queries),
        "listed_tracks": counted["listed"],
        "reasons": counted["reasons"],
        "true": share,
        "true_low": low,
        "true_high": high,
        "tracks_with_a_reason": counted["explained"] / max(counted["listed"], 1),
        "falls_short": []
        if counted["true"] == counted["reasons"]
        else [f"{counted['reasons'] - counted['true']} reasons did not carry their track."],
    }
    print(json_format.dumps(result) if json else _table(result))
    return result


def _check(catalogue: HumanCatalogue, query: Query, counted: Counter[str]) -> None:
    """The first list, and the one after its best two were kept and its last three refused."""
    events: list[Event] = []
    for _ in range(2):
        listed = recommend(
            catalogue.snapshot, query, allowed_ids=catalogue.ids, length=LENGTH, events=events
        )
        for item in listed.items:
            counted["listed"] += 1
            named = [reason for reason in item.reasons if reason.code == "fits"]
            counted["explained"] += bool(named)
            for reason in named:
                counted["reasons"] += 1
                counted["true"] += ablate(
                    catalogue.snapshot, query, reason, allowed_ids=catalogue.ids, events=events
                ).moves_down(item.id)
        events = [Event("accept", item.id) for item in listed.items[:2]]
        events += [Event("reject", item.id) for item in listed.items[-3:]]


def _table(result: dict[str, Any]) -> str:
    return "\n".join(
        [
            f"{result['reasons']} reasons for {result['listed_tracks']} listed tracks of "
            f"{result['briefs']} briefs: {result['true']:.1%} true "
            f"({result['true_low']:.1%}–{result['true_high']:.1%}); "
            f"{result['tracks_with_a_reason']:.1%} of the tracks have one",
            *result["falls_short"],
        ]
    )
