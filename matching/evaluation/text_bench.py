"""``bench text``: owners' requests on real tracks, beside the naive bridge, chance and a control.

Precision is that of the first ten tracks, 0 = at random, 1 = the best possible ten, per corpus that
has the labels and then averaged; ranked by the path that a brief takes, without its last step
(variety), which is measured elsewhere. "Ears" is what a probe makes of the same profiles when it is
told the labels of other tracks: where it fails, understanding the words cannot help.
"""

from __future__ import annotations

import json as json_format
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from matching.corpora import CorpusTrack, open_music, openmsx, profiles, starter
from matching.corpora.track import Say, silent
from matching.encoders.musicnn_tags import TAGS
from matching.encoders.registry import text_encoder
from matching.evaluation.requests.bridge import (
    TEMPERATURES,
    bridge_scores,
    closeness,
    standard_odds,
)
from matching.evaluation.requests.ears import ears, heard
from matching.evaluation.requests.facts import facts
from matching.evaluation.requests.grooves import grooves
from matching.evaluation.requests.pools import pools
from matching.evaluation.requests.ranked import (
    Judged,
    by_cell,
    by_corpus,
    language_ratio,
    measured,
    shuffled,
    understood_scores,
)
from matching.evaluation.requests.scoring import Scores
from matching.evaluation.requests.texts import LANGUAGES, Request, bundled, read_requests
from matching.index.profiles import profile_columns
from matching.index.snapshot import Snapshot
from matching.semantics.names import mentions
from matching.semantics.words import understand_words

AIMS = {"plain": 0.85, "paraphrase": 0.65, "situation": 0.75, "negation": 0.4}
LEAST_RATIO = 0.9
#: What no corpus can judge, so that no figure here speaks of it.
UNTESTED = (
    "café jazz, soul and Latin as recordings (only as accompaniments from MIDI)",
    "singing outside one metal band; male, choral and Chinese singing; rap",
    "Chinese instruments, Mandarin and Cantonese pop, opera",
    "hip-hop, lo-fi, indie, R&B and punk as recordings; children's songs; Christmas music",
    "eras after the 1960s; languages of lyrics; explicit words",
    "whether shoppers like what a situation was given: its rule is one author's judgement",
)


def run(json: bool = False, *, requests: Path | None = None, say: Say = silent) -> dict[str, Any]:
    """Figures of every file of requests that is here, or of one.

    Raises RequestsMissing, CorpusMissing or EncoderUnavailable.
    """
    files = bundled() if requests is None else {requests.stem: requests}
    asked = {name: read_requests(path) for name, path in files.items()}
    tracks = (*starter(), *openmsx(say=say), *open_music(say=say), *grooves(say=say))
    columns, analyser = profile_columns(
        range(len(tracks)), profiles(tracks, say=say), [0] * len(tracks)
    )
    snapshot = Snapshot.of(columns, analyser)
    known = [facts(track) for track in tracks]
    tuned = _judged(read_requests(bundled()["tune"]), tracks, known)
    sets = {
        name: _figures(_judged(each, tracks, known), tuned, snapshot)
        for name, each in asked.items()
    }
    result: dict[str, Any] = {
        "bench": "text",
        "tracks": {name: sum(t.corpus == name for t in tracks) for name in _corpora(tracks)},
        "sets": sets,
        "untested": list(UNTESTED),
        "falls_short": [line for name, each in sets.items() for line in _short(name, each)],
    }
    print(json_format.dumps(result, ensure_ascii=False) if json else table(result))
    return result


def _corpora(tracks: Sequence[CorpusTrack]) -> list[str]:
    return list(dict.fromkeys(track.corpus for track in tracks))


def _judged(
    requests: Sequence[Request], tracks: Sequence[CorpusTrack], known: Sequence[dict[str, Any]]
) -> Judged:
    found = [(each, pools(each.expects, tracks, known)) for each in requests]
    return Judged(
        requests=tuple(each for each, usable in found if usable),
        pools=tuple(usable for _, usable in found if usable),
        unjudged=tuple(each for each, usable in found if not usable),
    )


def _figures(judged: Judged, tuned: Judged, snapshot: Snapshot) -> dict[str, Any]:
    ours = understood_scores(snapshot, [understand_words(each.text) for each in judged.requests])
    named = [
        each
        for each in judged.requests
        if each.kind == "paraphrase" and any(not m.ambiguous for m in mentions(each.text))
    ]
    naive = {
        "bridge": _bridge(judged, tuned, snapshot, own_names=True),
        "bridge, English names": _bridge(judged, tuned, snapshot, own_names=False),
        "random": np.random.default_rng(0).random(ours.shape),
    }
    return {
        "requests": len(judged.requests),
        "judged_across_corpora": judged.across,
        "unjudged": len(judged.unjudged),
        "paraphrases_with_a_name": len(named),
        "ours": measured(judged, ours),
        "ears": by_cell(judged, _ears(judged, snapshot)),
        **{way: measured(judged, scores) for way, scores in naive.items()},
        "by_corpus": by_corpus(judged, ours),
        "shuffled": shuffled(judged, ours),
        "chinese_over_english": language_ratio(judged, ours),
    }


def _ears(judged: Judged, snapshot: Snapshot) -> list[tuple[float, float]]:
    features = heard(snapshot)
    pools_of = {e.expects: p for e, p in zip(judged.requests, judged.pools, strict=True)}
    known = {expects: ears(features, usable) for expects, usable in pools_of.items()}
    return [known[each.expects] for each in judged.requests]


def _bridge(judged: Judged, tuned: Judged, snapshot: Snapshot, *, own_names: bool) -> Scores:
    """The naive bridge at the temperature that serves the requests to tune on best."""
    odds = standard_odds(np.asarray(snapshot.tags))
    near = _closeness(tuned.requests, own_names)

    def served(temperature: float) -> float:
        overall: Any = measured(tuned, bridge_scores(near, odds, temperature))["all"]
        return float(overall["precision"])

    best = max(TEMPERATURES, key=served)
    return bridge_scores(_closeness(judged.requests, own_names), odds, best)


def _closeness(requests: Sequence[Request], own_names: bool) -> Scores:
    found = np.zeros((len(requests), len(TAGS)))
    for language in LANGUAGES:
        rows = [row for row, each in enumerate(requests) if each.language == language]
        if rows:
            names = language if own_names else "en"
            found[rows] = closeness([requests[row].text for row in rows], names, text_encoder())
    return found


def _short(name: str, figures: dict[str, Any]) -> list[str]:
    lines = []
    for kind, aim in AIMS.items():
        missed = [
            f"{found['precision']:.2f} ({cell.split()[1]})"
            for cell, found in figures["ours"].items()
            if cell.split()[0] == kind and found["precision"] < aim
        ]
        if missed:
            told = " which was tuned on," if name == "tune" else ""
            said = " and ".join(missed)
            lines.append(f"{kind} requests of the set “{name}”,{told} reach {said}; aim {aim:.2f}.")
    control = figures["shuffled"]["percentile_95"]
    if figures["ours"] and figures["ours"]["all"]["low"] <= control:
        lines.append(f"text, {name}: not above the shuffled control ({control:.2f}).")
    ratio = figures["chinese_over_english"].get("ratio")
    if ratio is not None and ratio < LEAST_RATIO:
        lines.append(f"text, {name}: Chinese reaches {ratio:.0%} of English, aimed at 90 %.")
    return lines


def table(result: dict[str, Any]) -> str:
    """The figures for people."""
    lines = []
    for name, each in result["sets"].items():
        lines.append(
            f"{name}: {each['requests']} requests ({each['judged_across_corpora']} across corpora, "
            f"{each['unjudged']} that no label can judge)\n"
            f"{'':18}n  ours  95 % interval   AUC  bridge  English names  random  ears"
        )
        for cell, ours in each["ours"].items():
            bridge, english, random, probe = (
                each[way][cell]["precision"]
                for way in ("bridge", "bridge, English names", "random", "ears")
            )
            lines.append(
                f"  {cell:13} {ours['requests']:3} {ours['precision']:5.2f}  {ours['low']:5.2f} … "
                f"{ours['high']:5.2f}  {ours['auc']:4.2f}  {bridge:6.2f}  {english:13.2f}"
                f"  {random:6.2f}  {probe:4.2f}"
            )
        lines += [
            f"  on {corpus}: {found['precision']:.2f} (AUC {found['auc']:.2f}, {found['requests']})"
            for corpus, found in each["by_corpus"].items()
        ]
        control, ratio = each["shuffled"], each["chinese_over_english"]
        lines.append(
            f"  shuffled {control['precision']:.2f} "
            f"(95th percentile {control['percentile_95']:.2f})"
        )
        if ratio:
            lines.append(
                f"  Chinese over English {ratio['ratio']:.2f} "
                f"({ratio['low']:.2f} … {ratio['high']:.2f})"
            )
    lines += ["not tested:", *(f"  {line}" for line in result["untested"])]
    lines += ["falls short:", *(f"  {line}" for line in result["falls_short"])]
    return "\n".join(lines)
