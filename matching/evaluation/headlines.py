"""Which figures of each bench stand in the first table of the page of benchmarks.

Read from the benches' results as they are stored, so that no bench needs to know of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from matching.evaluation.intent.goals import CALIBRATION, GAP_CLOSED, LAST, PRECISION_FACETS, lines
from matching.evaluation.summary import Line

Result = Mapping[str, Any]

#: What the learner is judged by in one figure a catalogue and a family: 5 % wrong clicks.
_NOISE = 0.05
#: The goal of the rights is one of so many tracks.
_RIGHTS_TRACKS = 1_000_000
_SEARCH_MS, _RECALL, _ROUND_MS = 10.0, 0.99, 50.0
_WORDS = {"plain": 0.85, "paraphrase": 0.65, "situation": 0.75, "negation": 0.4}


def headlines(name: str, result: Result) -> list[Line]:
    """The lines of one bench; none where its result has another shape than expected."""
    try:
        return list(_OF.get(name, _nothing)(result))
    except (KeyError, IndexError, StopIteration, RuntimeError, TypeError, ValueError):
        return []


def _nothing(_result: Result) -> Iterator[Line]:
    return iter(())


def _analyse(result: Result) -> Iterator[Line]:
    for way, goal in (("everything", 5.0), ("everything, full coverage", 2.0)):
        row, plain = result["per_track"][way], result["per_track"]["plain"]
        yield Line(
            f"analysis of a track, {way}: processor time", row["cpu_s"], plain["cpu_s"],
            "original pipeline, written plainly", plain["cpu_s"] / goal, "s", less=True,
        )  # fmt: skip


def _facets(result: Result) -> Iterator[Line]:
    for where, place in (("starter", "starter"), ("OpenMSX", "openmsx_report_half")):
        for figure, said in (("exact", "within 4 %"), ("forgiven", "octave forgiven")):
            own = result["tempo"][place]
            plain = max(own[f"librosa_{way}"][figure]["mean"] for way in ("tempo", "beat_track"))
            yield Line(
                f"tempo {said}, {where}", own["ours"][figure]["mean"], plain, "librosa",
                min(plain + 0.2, 1.0), "%",
            )  # fmt: skip
    key = result["key"]
    yield Line(
        "key, MIREX score", key["ours"]["mirex"]["mean"], key["librosa"]["mirex"]["mean"],
        "librosa", 0.75,
    )  # fmt: skip
    level = max(result["loudness"][kind]["loudness_lu"]["max"] for kind in ("real", "made"))
    yield Line("loudness, most it differs from FFmpeg", level, goal=0.2, unit="LU", less=True)
    voice = result["voice"]["without_starter"]
    yield Line("voice or none, area under the curve", voice["auc"]["mean"], 0.5, "chance", 0.9)


def _similarity(result: Result) -> Iterator[Line]:
    starter = {row["way"]: row for row in result["starter"]}
    music = {row["way"]: row for row in result["open_music"]}
    plain = "plain MusiCNN"
    for way, said in (("ours: all", "same mood"), ("ours: all without tempo", "… without tempo")):
        yield Line(
            f"{said}, mean average precision", starter[way]["mood"], starter[plain]["mood"], plain,
            starter[plain]["mood"],
        )  # fmt: skip
    own = "ours: all, cross-fitted"
    least = 1.15 * music[plain]["r_precision"]
    yield Line(
        "same composer or album, R-precision", music[own]["r_precision"],
        music[plain]["r_precision"], plain, least,
    )  # fmt: skip
    mfcc = music["MFCC mean and spread"]["r_precision"]
    yield Line("… beside MFCCs", music[own]["r_precision"], mfcc, "MFCC mean and spread")


def _robustness(result: Result) -> Iterator[Line]:
    row = next(row for row in result["own_nearest_neighbour"] if row["alteration"] == "all")
    yield Line(
        "an altered copy finds its original", row["ours"], row["plain MusiCNN"], "plain MusiCNN",
        result["goal"], "%",
    )  # fmt: skip


def _text(result: Result) -> Iterator[Line]:
    of = result["sets"]["test"]
    for kind, goal in _WORDS.items():
        ours, bridge = (
            sum(of[way][f"{kind} {language}"]["precision"] for language in ("en", "zh")) / 2
            for way in ("ours", "bridge")
        )
        yield Line(f"{kind} requests, both languages", ours, bridge, "text encoder to tags", goal)
    yield Line("Chinese over English", of["chinese_over_english"]["ratio"], goal=0.9)


def _photo(result: Result) -> Iterator[Line]:
    row = next(r for r in result["direction"] if (r["of"], r["language"]) == ("photos", "en"))
    ways = row["ways"]
    yield Line(
        "photos turn the list the way their description does", ways["full"]["beaten"],
        ways["colour only"]["beaten"], "colour only",
    )  # fmt: skip
    none = result["no_places"]
    yield Line("a photo of no place is noticed", none["noticed"], unit="%", goal=1.0)


def _mixed(result: Result) -> Iterator[Line]:
    row = next(row for row in result["kinds"] if row["sources"] == "all")
    best = max(row["alone"], key=lambda name: float(row["alone"][name]["mean"]))
    alone = row["alone"][best]["mean"]
    yield Line("mixed briefs, all sources", row["together"]["mean"], alone, f"{best} alone", alone)


def _seeds(result: Result) -> Iterator[Line]:
    ways = {row["way"]: row["both_served"] for row in result["two_tastes"]}
    yield Line(
        "seeds of two tastes, both served", ways["two tastes, one list"],
        ways["mean of plain MusiCNN"], "mean of plain MusiCNN",
        0.9 * ways["each alone, half a list"], "%",
    )  # fmt: skip
    own = result["stand_ins"]
    yield Line(
        "a stand-in is of the same composer or album", own["same_composer_or_album"],
        own["nearest_of_plain_musicnn"], "plain MusiCNN", unit="%",
    )  # fmt: skip


def _variety(result: Result) -> Iterator[Line]:
    ways = {row["way"]: row for row in result["ways"]}
    ours, plain = ways["rules and long tail"], ways["by score alone"]
    measure, way = "distance within a list", "by score alone"
    yield Line(measure, ours["intra_list_distance"], plain["intra_list_distance"], way)
    yield Line("share of the catalogue that is listed", ours["coverage"], plain["coverage"], way)


def _reasons(result: Result) -> Iterator[Line]:
    yield Line("reasons that are true", result["true"], goal=1.0, unit="%")


def _quality(result: Result) -> Iterator[Line]:
    found = result["found"]
    ours, simple = (sum(row[way] for row in found) / len(found) for way in ("found", "simple"))
    yield Line("faulty files found", ours, simple, "simple check", 0.95, "%")
    alarms = result["false_alarms"]
    yield Line(
        "good files held back", alarms["ours"], alarms["simple"], "simple check", 0.01, "%",
        less=True,
    )  # fmt: skip


def _duplicates(result: Result) -> Iterator[Line]:
    rows = result["copies"]
    ours, plain = (
        sum(row[way] for row in rows) / len(rows) for way in ("recognised", "style_rule")
    )
    yield Line("copies recognised", ours, plain, "same style and length", 0.99, "%")


def _intent(result: Result) -> Iterator[Line]:
    said = {"facets": "facets", "second": "another space"}
    for ways in lines(result).values():
        own = ways["ours"]
        if own["noise"] != _NOISE:
            continue
        where = f"taste of {said[own['family']]}, {own['catalogue']}"
        best = max((n for n in ways if n != "ours"), key=lambda n: float(ways[n][LAST]["mean"]))
        yield Line(
            f"{where}: right among 20 after three rounds", own[LAST]["mean"],
            ways[best][LAST]["mean"], best,
            PRECISION_FACETS if own["family"] == "facets" else None,
        )  # fmt: skip
        yield Line(
            "… gap to the oracle closed", own["gap_closed"]["mean"],
            ways[best]["gap_closed"]["mean"], best, GAP_CLOSED[_NOISE], "%",
        )  # fmt: skip
    single = next(row for row in result["calibration"] if row["of"] == "single tracks")
    yield Line("calibration error of its chances", single["error"], goal=CALIBRATION, less=True)


def _carrying(result: Result) -> Iterator[Line]:
    for row in result["families"]:
        if row["start"] == "same taste":
            alone = next(
                each["first_list"]
                for each in result["families"]
                if (each["taste"], each["start"]) == (row["taste"], "brief alone")
            )
            yield Line(
                f"a second brief's first list, taste of {row['taste']}", row["first_list"], alone,
                "brief alone",
            )  # fmt: skip


def _atlas(result: Result) -> Iterator[Line]:
    for row in result["ways"]:
        if row["way"] == "map":
            plain = next(
                r for r in result["ways"] if (r["way"], r["tracks"]) == ("PCA", row["tracks"])
            )
            yield Line(
                f"map of {row['tracks']:,} tracks, trustworthiness", row["trustworthiness"],
                plain["trustworthiness"], "two main directions", 0.95,
            )  # fmt: skip


def _search(result: Result) -> Iterator[Line]:
    rows = result["searches"]
    for size in sorted({row["tracks"] for row in rows}):
        here = [row for row in rows if row["tracks"] == size]
        ours = [row for row in here if row["way"].startswith("ours")]
        others = {row["way"] for row in here if not row["way"].startswith("ours")}
        recalls = {w: min(r["recall_at_50"] for r in here if r["way"] == w) for w in others}
        best = max(sorted(recalls), key=lambda way: recalls[way]) if recalls else ""
        yield Line(
            f"search, {size:,} tracks: least recall@50", min(r["recall_at_50"] for r in ours),
            recalls.get(best), best, _RECALL,
        )  # fmt: skip
        slow = max((r["p95_ms"] for r in here if r["way"] == best), default=None)
        goal = _SEARCH_MS if size <= 100_000 else 30.0
        yield Line(
            "… slowest p95", max(r["p95_ms"] for r in ours), slow, best, goal, "ms", less=True
        )
    for row in result["rounds"]:
        if row["what"] == "feedback round" and row["allowed"] == 1.0:
            goal_ms = _ROUND_MS if row["tracks"] <= 100_000 else None
            yield Line(
                f"learning and ranking, {row['tracks']:,} tracks, p95", row["p95_ms"],
                goal=goal_ms, unit="ms", less=True,
            )  # fmt: skip


def _product(result: Result) -> Iterator[Line]:
    for row in result["rows"]:
        if row["limit"] is not None:
            yield Line(row["what"], row["value"], goal=row["limit"], unit=row["unit"], less=True)


def _rights(result: Result) -> Iterator[Line]:
    rows, tracks = result["rows"], result["tracks"]
    fresh = max(row["afresh, s"] for row in rows)
    each = min(row["decided one by one, µs a track"] for row in rows) * tracks / 1e6
    yield Line(
        f"rights, {tracks:,} tracks cleared afresh", fresh, each, "track by track",
        1.0 if tracks >= _RIGHTS_TRACKS else None, "s", less=True,
    )  # fmt: skip
    kept = max(row["kept, ms"] for row in rows)
    yield Line("… from what is kept", kept, goal=20.0, unit="ms", less=True)


def _desk(result: Result) -> Iterator[Line]:
    slow = max(result["rows"], key=lambda row: float(row["p95_ms"]))
    yield Line(
        f"editors' list, slowest page at p95 ({slow['page']})", slow["p95_ms"], goal=300.0,
        unit="ms", less=True,
    )  # fmt: skip
    ours, plain = (
        sum(row[key] for row in result["rows"]) for key in ("rows_p50_ms", "plain_p50_ms")
    )
    yield Line("… rows of all its pages", ours, plain, "the same through the ORM", None, "ms", True)


def _rounds(result: Result) -> Iterator[Line]:
    for row in result["over HTTP"]:
        yield Line(
            f"a round over HTTP, {result['tracks']:,} tracks, {row['door']}, p95", row["p95_ms"],
            goal=150.0, unit="ms", less=True,
        )  # fmt: skip


_OF: Mapping[str, Callable[[Result], Iterator[Line]]] = {
    "analyse": _analyse, "facets": _facets, "similarity": _similarity, "robustness": _robustness,
    "text": _text, "photo": _photo, "mixed": _mixed, "seeds": _seeds, "variety": _variety,
    "reasons": _reasons, "quality": _quality, "duplicates": _duplicates, "intent": _intent,
    "carrying": _carrying, "atlas": _atlas, "search": _search, "product": _product,
    "rights": _rights, "desk": _desk, "rounds": _rounds,
}  # fmt: skip
