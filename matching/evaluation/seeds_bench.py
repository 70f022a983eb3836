"""``bench seeds``: two tastes give both, every song has its own stand-in, a song finds itself.

Two tastes: three songs each of two composers or albums of open music, drawn three times; the list
should hold more of both (names are withheld there: the cap on an artist would leave two of each).
Stand-ins: songs whose own recordings may not play. Itself: starter tracks coded again at
128 kbit/s, in a catalogue that holds the originals.
"""

from __future__ import annotations

import json as json_format
import sys
import tempfile
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.corpora import bench_dir
from matching.evaluation.alterations import as_mp3, read
from matching.evaluation.baselines import cosine, plain_musicnn
from matching.evaluation.human_catalogue import HumanCatalogue, as_seed
from matching.evaluation.metrics import interval
from matching.evaluation.neighbours import Together, composer_or_album, families
from matching.index.snapshot import Snapshot
from matching.profile.track import TrackProfile
from matching.retrieval.compose import compose
from matching.retrieval.recommend import recommend
from matching.retrieval.substitutes import substitutes

SEEDS = (0, 1, 2)
LENGTH = 20
_SONGS = 3
#: A family has this many tracks at least, so that there is something left to find.
_SMALLEST = 8
#: A taste is served when this many of its tracks are in the list.
_SERVED = 3
#: Two tastes in one list do at least this share of what each alone in half a list does.
GOAL_OF_ALONE, GOAL_ITSELF = 0.9, 0.98
TOGETHER, ALONE, MEAN = "two tastes, one list", "each alone, half a list", "mean of plain MusiCNN"

Ids = NDArray[np.int64]


def run(json: bool = False) -> dict[str, Any]:
    """Run the bench, print it, and return what was printed."""
    catalogue = HumanCatalogue.open(say=_progress)
    together = composer_or_album(catalogue.tracks)
    result: dict[str, Any] = {
        "bench": "seeds",
        "tracks": len(catalogue.tracks),
        "two_tastes": _two_tastes(catalogue, together),
        "stand_ins": _stand_ins(catalogue, together),
        "itself": _itself(catalogue),
    }
    result["falls_short"] = _short(result)
    print(json_format.dumps(result) if json else _table(result))
    return result


def _two_tastes(catalogue: HumanCatalogue, together: Together) -> list[dict[str, Any]]:
    """Shares of lists for pairs of families, by tastes kept apart and by their mean."""
    plain, snapshot = plain_musicnn(catalogue.heard), catalogue.without_artists()
    family = families(together)
    sizes = np.bincount(family)
    open_music = [track.corpus == "open-music" for track in catalogue.tracks]
    usable = [n for n in np.flatnonzero(sizes >= _SMALLEST) if open_music[_first(family, int(n))]]
    counted: dict[str, list[tuple[int, int]]] = {name: [] for name in (TOGETHER, ALONE, MEAN)}
    for seed in SEEDS:
        random = np.random.default_rng([seed, 11])
        for pair in combinations(usable, 2):
            songs = [
                random.choice(np.flatnonzero(family == n), _SONGS, replace=False) for n in pair
            ]
            shown = np.concatenate(songs)
            allowed = np.setdiff1d(catalogue.ids, shown)
            alone = [_listed(catalogue, snapshot, each, allowed, LENGTH // 2) for each in songs]
            mean = plain[allowed] @ plain[shown].mean(axis=0)
            ways = {
                TOGETHER: _listed(catalogue, snapshot, shown, allowed, LENGTH),
                ALONE: np.concatenate(alone),
                MEAN: allowed[np.argsort(-mean, kind="stable")[:LENGTH]],
            }
            for name, tracks in ways.items():
                counted[name].append(tuple(int((family[tracks] == n).sum()) for n in pair))  # type: ignore[arg-type]
    return [_tastes_row(name, np.array(counts)) for name, counts in counted.items()]


def _listed(
    catalogue: HumanCatalogue, snapshot: Snapshot, songs: Ids, allowed: Ids, length: int
) -> Ids:
    query = compose([], [catalogue.seed(int(number)) for number in songs])
    listed = recommend(snapshot, query, allowed_ids=allowed, length=length)
    return np.array([item.id for item in listed.items], dtype=np.int64)


def _first(family: NDArray[np.int64], number: int) -> int:
    return int(np.flatnonzero(family == number)[0])


def _tastes_row(name: str, counts: NDArray[np.int64]) -> dict[str, Any]:
    served, low, high = interval((counts.min(axis=1) >= _SERVED).astype(float).tolist())
    return {
        "way": name,
        "lists": len(counts),
        "both_served": served,
        "both_served_low": low,
        "both_served_high": high,
        "tracks_of_either": float(counts.sum(axis=1).mean()),
        "tracks_of_the_weaker": float(counts.min(axis=1).mean()),
    }


def _stand_ins(catalogue: HumanCatalogue, together: Together) -> dict[str, Any]:
    """Ten songs at a time that may not play: are stand-ins distinct, and akin by label?"""
    plain = cosine(plain_musicnn(catalogue.heard))
    akin, akin_plain, distinct = [], [], []
    for seed in SEEDS:
        drawn = np.random.default_rng([seed, 13]).permutation(len(catalogue.tracks))
        for start in range(0, len(drawn) - 9, 10):
            songs = drawn[start : start + 10]
            allowed = np.setdiff1d(catalogue.ids, songs)
            found = substitutes(
                catalogue.snapshot, [catalogue.seed(int(number)) for number in songs], allowed
            )
            tracks = [each[0] for each in found if each is not None]
            distinct.append(len(set(tracks)) / len(songs))
            for song, track in zip(songs, tracks, strict=True):
                if together[song, allowed].any():
                    akin.append(float(together[song, track]))
                    nearest = allowed[int(np.argmax(plain[song, allowed]))]
                    akin_plain.append(float(together[song, nearest]))
    mean, low, high = interval(akin)
    return {
        "songs": len(akin),
        "distinct": float(np.mean(distinct)),
        "same_composer_or_album": mean,
        "same_composer_or_album_low": low,
        "same_composer_or_album_high": high,
        "nearest_of_plain_musicnn": float(np.mean(akin_plain)),
        "chance": float(together.sum(axis=1)[together.any(axis=1)].mean() / len(together)),
    }


def _itself(catalogue: HumanCatalogue) -> dict[str, Any]:
    """The originals, and copies at 128 kbit/s, of the starter tracks as songs."""
    numbers = [n for n, track in enumerate(catalogue.tracks) if track.corpus == "starter"]
    copies = [_copy(catalogue, number) for number in numbers]
    hits = {"original": 0, "copy": 0}
    for number, copy in zip(numbers, copies, strict=True):
        for name, heard in (("original", catalogue.heard[number]), ("copy", copy)):
            (found,) = substitutes(catalogue.snapshot, [as_seed(name, heard)], catalogue.ids)
            hits[name] += found is not None and found[0] == number
    return {
        "songs": len(numbers),
        **{f"{k}_finds_itself": v / len(numbers) for k, v in hits.items()},
    }


def _copy(catalogue: HumanCatalogue, number: int) -> TrackProfile:
    """The profile of the track at 128 kbit/s, kept beside those of the corpora."""
    from matching.audio.analyse import analyse_file
    from matching.encoders.registry import audio_encoder

    name = f"{catalogue.tracks[number].id.replace('/', '-')}.npz"
    place = bench_dir() / "copies-128" / catalogue.heard[number].analyser / name
    if place.exists():
        return TrackProfile.unpack(place.read_bytes())
    sound, rate = read(catalogue.tracks[number].path)
    with tempfile.TemporaryDirectory() as folder:
        copy = analyse_file(as_mp3(sound, rate, Path(folder)), audio_encoder())
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(copy.pack())
    return copy


def _short(result: dict[str, Any]) -> list[str]:
    found = []
    rows = {row["way"]: row for row in result["two_tastes"]}
    served, alone = rows[TOGETHER]["both_served"], rows[ALONE]["both_served"]
    if served < GOAL_OF_ALONE * alone:
        found.append(
            f"Two tastes: {served:.0%} of the lists hold at least {_SERVED} tracks of each, "
            f"{alone:.0%} where each taste is asked for alone; the goal is {GOAL_OF_ALONE:.0%} of "
            "that."
        )
    if result["stand_ins"]["distinct"] < 1.0:
        found.append(f"{1 - result['stand_ins']['distinct']:.0%} of stand-ins serve twice.")
    for name, goal in (("original", 1.0), ("copy", GOAL_ITSELF)):
        share = result["itself"][f"{name}_finds_itself"]
        if share < goal:
            found.append(f"{share:.1%} of songs find themselves ({name}); the goal is {goal:.0%}.")
    return found


def _table(result: dict[str, Any]) -> str:
    lines = [f"{'two tastes':24}lists  both served        of either  of the weaker"]
    for row in result["two_tastes"]:
        lines.append(
            f"{row['way']:24}{row['lists']:5}  {row['both_served']:.0%} "
            f"({row['both_served_low']:.0%}–{row['both_served_high']:.0%})"
            f"{row['tracks_of_either']:14.1f}{row['tracks_of_the_weaker']:15.1f}"
        )
    stand_ins, itself = result["stand_ins"], result["itself"]
    return "\n".join(
        [
            *lines,
            f"stand-ins: {stand_ins['distinct']:.0%} distinct; "
            f"{stand_ins['same_composer_or_album']:.0%} "
            f"({stand_ins['same_composer_or_album_low']:.0%}–"
            f"{stand_ins['same_composer_or_album_high']:.0%}) of the song's composer or album "
            f"(nearest of plain MusiCNN {stand_ins['nearest_of_plain_musicnn']:.0%}, "
            f"chance {stand_ins['chance']:.0%})",
            f"finds itself: original {itself['original_finds_itself']:.0%}, "
            f"copy at 128 kbit/s {itself['copy_finds_itself']:.0%} of {itself['songs']}",
            *result["falls_short"],
        ]
    )


def _progress(line: str) -> None:
    print(line, file=sys.stderr)
