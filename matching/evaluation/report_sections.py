"""What the page of benchmarks prints of each bench: the tables that answer its question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from matching.evaluation.intent.measured import blocks
from matching.evaluation.report_tables import as_markdown, cell, table

Result = Mapping[str, Any]

#: Names that are left out of the tables of a bench; the stored result has them.
_WITHOUT: Mapping[str, frozenset[str]] = {
    "analyse": frozenset({"files"}),
    "facets": frozenset(
        {"files", "misses", "by_confidence", "reliability", "worst", "moves", "energy_by_mood",
         "changed_tracks", "starter_taken_for_sung"}
    ),
    "mixed": frozenset({"weights", "tuning"}),
    "photo": frozenset({"missed", "falsely_accused", "false_alarms_high"}),
    "text": frozenset({"tune", "tracks", "by_corpus", "unjudged",
                       "judged_across_corpora", "paraphrases_with_a_name"}),
    "similarity": frozenset({"weights", "mood_above_plain_low", "mood_above_plain_high"}),
    "atlas": frozenset({"trustworthiness_with_them"}),
    "rights": frozenset({"made"}),
    "rounds": frozenset({"alone, clearances decided anew"}),
}  # fmt: skip


def section(name: str, result: Result) -> list[str]:
    """Paragraphs and tables of one bench, headings from the third level."""
    if not result:
        return []
    key, own = _OF.get(name, ("", None))
    if own is not None and key in result:
        return own(result)
    tables = as_markdown(result, without=_WITHOUT.get(name, ()))
    return [tables] if tables else []


def _search(result: Result) -> list[str]:
    """Recall and time side by side: a row for each way, a column for each allowed set."""
    found = []
    for size in sorted({row["tracks"] for row in result["searches"]}):
        rows: dict[str, dict[str, str]] = {}
        for each in result["searches"]:
            if each["tracks"] == size:
                column = f"{each['allowed']:.1%} {each['set']}".replace(".0%", "%")
                said = f"{each['recall_at_50']:.3f}, {cell(each['p95_ms'])} ms"
                rows.setdefault(each["way"], {"way": each["way"]})[column] = said
        found += [
            f"### {size:,} tracks",
            "Recall@50 against exact search and p95 on one thread, by the share that is allowed "
            "and whether it is drawn at random or lies together.",
            table(list(rows.values())),
        ]
    rest = {key: value for key, value in result.items() if key != "searches"}
    return [*found, as_markdown(rest)]


#: By bench: what its result holds when it is complete, and how that is printed.
_OF: Mapping[str, tuple[str, Callable[[Result], list[str]]]] = {
    "intent": ("curves", blocks),
    "search": ("searches", _search),
}
