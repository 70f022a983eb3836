"""How true the map of the catalogue is, what it costs, and whether it stays recognisable.

The map beside the two main directions of the same vectors (PCA), over segments of real music and a
made-up catalogue. Then 5 % of the tracks are placed as if they were new, and after a change of
30 % everything is laid out anew.
"""

from __future__ import annotations

import json as json_format
import resource
import sys
import time
from dataclasses import asdict, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.atlas.chart import Chart
from matching.atlas.drawing import draw
from matching.atlas.fidelity import fidelity
from matching.atlas.layout import main_directions, normalised
from matching.corpora import CorpusMissing
from matching.evaluation.intent.music import real_music
from matching.evaluation.intent.segments import segments
from matching.evaluation.report_tables import as_markdown
from matching.evaluation.synthetic import synthetic_catalogue
from matching.index.snapshot import Snapshot
from matching.retrieval.calibration import calibrated

QUICK, FULL = 5_000, 100_000
LEAST_TRUST, MOST_SECONDS = 0.95, 300.0
_NEW, _CHANGED = 0.05, 0.3
#: A larger map is not laid out a second time: it says no more, and takes minutes.
_TWICE = 20_000

Columns = dict[str, NDArray[Any]]


def run(json: bool = False, *, full: bool = False) -> dict[str, Any]:
    """Run the bench, print it, and return what was printed. Raises CorpusMissing."""
    found = segments(fill=False, say=lambda line: print(line, file=sys.stderr))
    if not found.profiles:
        raise CorpusMissing("Atlas: run `python -m matching corpora --segments` first.")
    real: Columns = dict(real_music(found, 0).columns)
    made = synthetic_catalogue(FULL if full else QUICK, seed=1).columns
    rows: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []
    for name, columns in (("segments of real music", real), ("made up", dict(made))):
        rows += _ways(name, columns)
        kept.append(_staying(name, columns, rows.pop()["chart"]))
    maps = [row for row in rows if row["way"] == "map"]
    result: dict[str, Any] = {
        "bench": "atlas",
        "ways": rows,
        "recognisable": kept,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "trustworthiness": "1 where no stranger lies among the 15 nearest on the map",
        "time": "processor seconds: the layout uses one core",
        "kept": "share of the 15 most alike that are among the 15 nearest on the map",
        "falls_short": [
            f"Trustworthiness of {row['catalogue']} is {row['trustworthiness']}; "
            f"{LEAST_TRUST} is wanted."
            for row in maps
            if row["trustworthiness"] < LEAST_TRUST
        ]
        + [
            f"A map of {row['tracks']:,} tracks took {row['cpu_s']:.0f} s; "
            f"{MOST_SECONDS:.0f} s are allowed."
            for row in maps
            if row["cpu_s"] > MOST_SECONDS
        ],
    }
    print(json_format.dumps(result) if json else as_markdown(result))
    return result


def _ways(name: str, columns: Columns) -> list[dict[str, Any]]:
    """A row each for PCA and the map, and the chart apart."""
    snapshot = Snapshot.of(columns)
    vectors = calibrated(snapshot).likeness.vectors
    started = time.process_time()
    flat = normalised(main_directions(vectors))
    flat_s = time.process_time() - started
    started = time.process_time()
    chart = draw(snapshot)
    drawn_s = time.process_time() - started
    about = {"catalogue": name, "tracks": len(snapshot)}
    return [
        {**about, "way": "PCA", **asdict(fidelity(vectors, flat)), "cpu_s": round(flat_s, 1)},
        {**about, "way": "map", **asdict(chart.fidelity), "cpu_s": round(drawn_s, 1),
         "regions": len(chart.regions), "named_apart": len({r.en for r in chart.regions})},
        {"chart": chart},
    ]  # fmt: skip


def _staying(name: str, columns: Columns, whole: Chart) -> dict[str, Any]:
    """What becomes of the map when the last 5 % come later, and when 30 % are replaced."""
    count = len(columns["ids"])
    before = _first(whole, round((1 - _NEW) * count))
    started = time.process_time()
    after = draw(Snapshot.of(columns), before)
    placing_s = time.process_time() - started
    vectors = calibrated(Snapshot.of(columns)).likeness.vectors
    found = {
        "catalogue": name,
        "placing_5_percent_cpu_s": round(placing_s, 2),
        "trustworthiness_with_them": fidelity(vectors, after.places).trustworthiness,
        "others_moved": int((after.places[: len(before)] != before.places).any(axis=1).sum()),
    }
    if count > _TWICE:
        return found
    later = draw(_part(columns, slice(round(_CHANGED * count), count)), whole)
    former = whole.places[whole.rows(later.ids)]
    alike = float(np.corrcoef(later.places.ravel(), former.ravel())[0, 1])
    return {**found, "laid_out_anew": later.anew, "places_as_before": round(alike, 3)}


def _first(chart: Chart, count: int) -> Chart:
    """The map as if only the first tracks were on it."""
    return replace(
        chart,
        ids=chart.ids[:count],
        places=chart.places[:count],
        prints=chart.prints[:count],
        region=chart.region[:count],
        quarter=chart.quarter[:count],
    )


def _part(columns: Columns, rows: slice) -> Snapshot:
    return Snapshot.of({name: column[rows] for name, column in columns.items()})
