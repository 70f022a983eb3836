"""``bench mixed``: briefs whose sources each say one half, by all sources and by each alone.

Words say the pace in one language and a song the instrument, photos the calm and words the style,
and so on. Judged on the reported half by precision@10, 0 = at random, 1 = the best possible ten,
over tracks that no seed is among. The weights of the sources are chosen on the other half.
"""

from __future__ import annotations

import json as json_format
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.corpora import open_music, openmsx, profiles, starter
from matching.corpora.track import Say, silent
from matching.evaluation.human_catalogue import HumanCatalogue
from matching.evaluation.metrics import interval
from matching.evaluation.mixed_briefs import MixedBrief, mixed_briefs
from matching.evaluation.photo_bench import photo_folder
from matching.evaluation.requests.facts import facts
from matching.evaluation.requests.grooves import grooves
from matching.evaluation.requests.scoring import over_pools
from matching.retrieval.compose import SOURCE_WEIGHT, compose
from matching.retrieval.prepare import prepare
from matching.semantics.photos import understand_photo
from matching.semantics.understanding import Understanding
from matching.semantics.words import understand_words

#: Weights of photos and seeds beside words (1.0) that are tried on the tuning half.
TRIED = {"photo": (0.3, 0.6, 1.0), "seed": (0.5, 1.0, 1.5)}
_CLOSEST = 1e-9


@dataclass(frozen=True, eq=False)
class _Ranker:
    """The catalogue, and what every text and set of photos was understood as."""

    catalogue: HumanCatalogue
    understood: Mapping[str | tuple[str, ...], Sequence[Understanding]]

    @classmethod
    def of(cls, catalogue: HumanCatalogue, briefs: Sequence[MixedBrief]) -> _Ranker:
        folder = photo_folder()
        texts = {each.text for each in briefs if each.text}
        photos = {each.photos for each in briefs if each.photos}
        return cls(
            catalogue,
            {text: [understand_words(text)] for text in texts}
            | {names: [understand_photo(folder / name) for name in names] for names in photos},
        )

    def precision(
        self, brief: MixedBrief, sources: Sequence[str], weight: Mapping[str, float]
    ) -> float:
        """Normalised precision of the brief with these of its sources only."""
        said: dict[str, str | tuple[str, ...]] = {"words": brief.text, "photo": brief.photos}
        asked = [
            each
            for name in ("words", "photo")
            if name in sources
            for each in self.understood[said[name]]
        ]
        songs = brief.seeds if "seed" in sources else ()
        snapshot = self.catalogue.snapshot
        query = compose(asked, [self.catalogue.seed(row) for row in songs], source_weight=weight)
        scores = prepare(snapshot, query, allowed_ids=snapshot.ids).score.total
        return over_pools(np.asarray(scores, dtype=np.float64), brief.pools)[0]


def run(json: bool = False, *, say: Say = silent) -> dict[str, Any]:
    """Every figure; raises CorpusMissing or EncoderUnavailable."""
    tracks = (*starter(), *openmsx(say=say), *open_music(say=say), *grooves(say=say))
    catalogue = HumanCatalogue.of(tracks, profiles(tracks, say=say))
    briefs = mixed_briefs(tracks, [facts(track) for track in tracks])
    ranker = _Ranker.of(catalogue, briefs)
    reported = [each for each in briefs if each.half == "held_out"]
    tuning = [each for each in briefs if each.half == "tuning"]
    result: dict[str, Any] = {
        "bench": "mixed",
        "tracks": len(tracks),
        "weights": dict(SOURCE_WEIGHT),
        "tuning": {"briefs": len(tuning), "tried": _tried(ranker, tuning)},
        "kinds": _kinds(ranker, reported),
    }
    result["falls_short"] = _short(result["kinds"])
    print(json_format.dumps(result, ensure_ascii=False) if json else _table(result))
    return result


def _tried(ranker: _Ranker, briefs: Sequence[MixedBrief]) -> list[dict[str, float]]:
    """Mean precision of the tuning half by weights of photos and seeds."""
    found = []
    for photo, seed in product(TRIED["photo"], TRIED["seed"]):
        weight = {**SOURCE_WEIGHT, "photo": photo, "seed": seed}
        values = [ranker.precision(each, each.sources, weight) for each in briefs]
        found.append({"photo": photo, "seed": seed, "precision": round(float(np.mean(values)), 3)})
    return found


def _kinds(ranker: _Ranker, briefs: Sequence[MixedBrief]) -> list[dict[str, Any]]:
    """For all briefs and for every pair of sources: together, and by each alone."""
    values = [
        {
            way: ranker.precision(brief, sources, SOURCE_WEIGHT)
            for way, sources in (
                ("together", brief.sources), *((name, (name,)) for name in brief.sources)
            )
        }
        for brief in briefs
    ]  # fmt: skip
    pairs = list(dict.fromkeys(each.sources for each in briefs))
    rows = [
        _row(
            " + ".join(pair),
            [(brief, v) for brief, v in zip(briefs, values, strict=True) if brief.sources == pair],
        )
        for pair in pairs
    ]
    return [_row("all", list(zip(briefs, values, strict=True))), *rows]


def _row(name: str, found: Sequence[tuple[MixedBrief, Mapping[str, float]]]) -> dict[str, Any]:
    together = np.array([values["together"] for _, values in found])
    expects = [brief.expects for brief, _ in found]
    alone: dict[str, Any] = {}
    for source in dict.fromkeys(source for brief, _ in found for source in brief.sources):
        has = [n for n, (_, values) in enumerate(found) if source in values]
        own = np.array([found[n][1][source] for n in has])
        alone[source] = {
            "briefs": len(has),
            **_figure(own, [expects[n] for n in has]),
            "together_more": _figure(together[has] - own, [expects[n] for n in has]),
        }
    best = np.array([max(v for way, v in each.items() if way != "together") for _, each in found])
    return {
        "sources": name,
        "briefs": len(found),
        "expectations": len(set(expects)),
        "together": _figure(together, expects),
        "alone": alone,
        "at_least_the_better": round(float((together >= best - _CLOSEST).mean()), 3),
    }


def _figure(values: NDArray[np.float64], expects: Sequence[str]) -> dict[str, float]:
    """Mean and interval over expectations: the briefs of one are not independent."""
    groups: dict[str, list[float]] = {}
    for name, value in zip(expects, values, strict=True):
        groups.setdefault(name, []).append(float(value))
    mean, low, high = interval([float(np.mean(group)) for group in groups.values()])
    return {"mean": round(mean, 3), "low": round(low, 3), "high": round(high, 3)}


def _short(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    found = []
    for row in rows:
        for source, alone in row["alone"].items():
            more = alone["together_more"]
            if more["low"] <= 0:
                found.append(
                    f"Mixed briefs ({row['sources']}): together not certainly better than "
                    f"{source} alone ({more['mean']:+.2f}, {more['low']:.2f}–{more['high']:.2f})."
                )
    return found


def _table(result: dict[str, Any]) -> str:
    lines = ["sources                 briefs  together            each alone"]
    for row in result["kinds"]:
        alone = ", ".join(
            f"{name} {_said(each)} (together {_said(each['together_more'])} more)"
            for name, each in row["alone"].items()
        )
        lines.append(f"{row['sources']:24}{row['briefs']:6}  {_said(row['together'])}  {alone}")
    best = max(result["tuning"]["tried"], key=lambda each: each["precision"])
    lines.append(
        f"weights: photo {result['weights']['photo']}, seed {result['weights']['seed']}; best on "
        f"{result['tuning']['briefs']} tuning briefs: photo {best['photo']}, seed {best['seed']}"
    )
    return "\n".join([*lines, *result["falls_short"]])


def _said(figure: Mapping[str, float]) -> str:
    return f"{figure['mean']:.2f} ({figure['low']:.2f}–{figure['high']:.2f})"
