"""``bench text``: paraphrases on real tracks, beside the shuffled control."""

import json as json_format
from pathlib import Path

from matching.evaluation.labelled import Labelled, of_folder, starter
from matching.evaluation.text_ranking import Ranking, rank_texts
from matching.evaluation.understanding import paraphrases

_LANGUAGES = ("en", "zh")


def run(json: bool = False, *, catalogue: Path | None = None) -> dict[str, object]:
    """Rank the starter tracks (and a folder made by analyse) by both halves of the paraphrases."""
    own = {} if catalogue is None else {str(catalogue): of_folder(catalogue)}
    rankings = {name: _rankings(each) for name, each in {"starter": starter(), **own}.items()}
    result: dict[str, object] = {
        "bench": "text",
        "rankings": {
            name: {split: ranking.to_json() for split, ranking in found.items()}
            for name, found in rankings.items()
        },
    }
    print(json_format.dumps(result) if json else _table(rankings))
    return result


def _rankings(catalogue: Labelled) -> dict[str, Ranking]:
    found = {}
    for split in ("tune", "held_out"):
        cases = {language: paraphrases(split, language) for language in _LANGUAGES}
        for language in _LANGUAGES:
            if ranking := rank_texts(catalogue, cases[language]):
                found[f"{split} {language}"] = ranking
        if ranking := rank_texts(catalogue, [case for each in cases.values() for case in each]):
            found[f"{split} both"] = ranking
    return found


def _table(rankings: dict[str, dict[str, Ranking]]) -> str:
    lines = []
    for name, found in rankings.items():
        lines.append(f"{name}\n  half           texts  AUC   95 % interval  shuffled (95th pct.)")
        for split, each in found.items():
            lines.append(
                f"  {split:14} {each.texts:5}  {each.auc:.2f}  {each.low:.2f}–{each.high:.2f}"
                f"      {each.shuffled:.2f} ({each.shuffled_95:.2f})"
            )
        if "held_out both" in found:
            said = [
                f"{key} {auc:.2f} ({texts})"
                for key, (auc, texts) in found["held_out both"].by_property.items()
            ]
            lines.append(f"  held out, by expectation: {', '.join(said)}")
        else:
            lines.append("  no track of it has a label (evaluation/data/track_labels.toml)")
    return "\n".join(lines)
