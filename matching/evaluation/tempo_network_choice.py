"""How the network's part in the tempo is chosen: on the half of OpenMSX kept for choosing.

The replays of tempo_choice again (three arrangements of 16 pieces at eight tempi, evenly spaced in
octaves), this time with the network's odds on mel spectra that are replayed alike.  What it says of
all of them together is its habit.  The rule is tempo_choice's: the best mean of "within 4 %" and
"within 4 % when a factor of two is forgiven" over pieces wins; among equals the first of
``candidates``, where the network counts least.  "held_out" makes the choice, habit and all,
without the piece that it is scored on, in none of its arrangements.

Nothing here reads the starter catalogue or the other half of OpenMSX.  The accompaniments of the
package mma are only scored.  Run it with ``python -m matching.evaluation.tempo_network_choice``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from matching.audio.onsets import onset_strength
from matching.audio.periodicity import FASTEST_BPM, GRID, SLOWEST_BPM, Curve, periodicity
from matching.audio.sound import listen
from matching.audio.tempo import SETTINGS, scores
from matching.audio.tempo_belief import HABIT_BPM, BeliefSettings, belief, named
from matching.audio.tempo_mel import SLICE_FRAMES, mel, mel_slices, slice_starts
from matching.corpora import CorpusTrack, openmsx
from matching.encoders.registry import models_dir
from matching.encoders.tempo_network import TempoNetwork
from matching.evaluation.rearranged import rearranged
from matching.evaluation.requests.grooves import grooves
from matching.evaluation.tempo_choice import (
    Case,
    confidence_curves,
    excerpt,
    replayed,
    right,
)

_RATE = 16_000
_HABIT_BLUR = 12  # steps of the grid: an eighth of the octaves between two replays is no habit


@dataclass(frozen=True, eq=False)
class Heard:
    """One piece at one speed: what its onsets and the network say."""

    case: Case
    score: Curve  # (grid,) of the onsets alone
    odds: npt.NDArray[np.float32]  # (256,)


def candidates() -> list[BeliefSettings]:
    """Every combination, those in which the network counts least first."""
    every = product((0.125, 0.25, 0.5, 1.0), (0.2, 0.1, 0.05, 0.02), (0.0, 0.5, 1.0), (0.04, 0.02))
    return [BeliefSettings(width, habit, doubt, weight) for weight, doubt, habit, width in every]


def heard_replays(network: TempoNetwork) -> list[Heard]:
    """Every replay of the pieces to choose on."""
    found = []
    for track in openmsx():
        if track.labels["half"] != "tune":
            continue
        for each in (track, rearranged(track, "no-drums"), rearranged(track, "guitar")):
            sound = excerpt(listen(each.path, rate=_RATE))
            bpm, frames = float(track.labels["tempo_bpm"]), mel(sound)
            for case in replayed([(track.id, bpm, onset_strength(sound, _RATE))]):
                odds = network.odds_of(_slices(_faster(frames, case.bpm / bpm))).mean(axis=0)
                found.append(Heard(case, _score(case), odds))
    return found


def heard_grooves(network: TempoNetwork) -> list[Heard]:
    """Every accompaniment once, as fast as it is meant to be."""
    return [
        _groove(track, network)
        for track in grooves()
        if SLOWEST_BPM <= float(track.labels.get("tempo_bpm", 0.0)) <= FASTEST_BPM
    ]


def _groove(track: CorpusTrack, network: TempoNetwork) -> Heard:
    sound = excerpt(listen(track.path, rate=_RATE))
    case = Case(track.id, float(track.labels["tempo_bpm"]), onset_strength(sound, _RATE))
    return Heard(case, _score(case), network.odds_of(mel_slices(sound)).mean(axis=0))


def _score(case: Case) -> Curve:
    curves = periodicity(case.strength)
    return np.zeros_like(GRID) if curves is None else scores(curves, SETTINGS)[1]


def _faster(frames: npt.NDArray[np.float32], speed: float) -> npt.NDArray[np.float32]:
    """(40, n) of (40, m) mel frames, played ``speed`` times as fast."""
    at = np.arange(int(frames.shape[1] / speed)) * speed
    left = np.minimum(at.astype(int), frames.shape[1] - 2)
    share = (at - left).astype(np.float32)
    return frames[:, left] * (1 - share) + frames[:, left + 1] * share


def _slices(frames: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    padded = np.pad(frames, ((0, 0), (0, max(0, SLICE_FRAMES - frames.shape[1]))))
    return np.stack(
        [padded[:, at : at + SLICE_FRAMES] for at in slice_starts(padded.shape[1]).tolist()]
    )


def habit_of(heard: Sequence[Heard], width: float) -> Curve:
    """(13,) at HABIT_BPM: how much the network names each tempo on average, the most is one."""
    usual = np.mean([named(each.odds, width) for each in heard], axis=0)
    smooth = gaussian_filter1d(usual, _HABIT_BLUR)
    known = np.interp(np.log(HABIT_BPM), np.log(GRID), smooth)
    return known / known.max()


def shares(
    heard: Sequence[Heard], settings: BeliefSettings | None, habit: Curve
) -> tuple[float, float]:
    """Exact and forgiven, averaged over pieces; None for the onsets alone."""
    usual = np.interp(np.log(GRID), np.log(HABIT_BPM), habit)
    pieces: dict[str, list[tuple[float, float]]] = {}
    for each in heard:
        factor = 1.0 if settings is None else belief(each.odds, settings, usual)
        exact, forgiven = right(float(GRID[np.argmax(each.score * factor)]), each.case.bpm)
        pieces.setdefault(each.case.piece, []).append((float(exact), float(forgiven)))
    exact, forgiven = np.mean([np.mean(each, axis=0) for each in pieces.values()], axis=0)
    return float(exact), float(forgiven)


def best_of(heard: Sequence[Heard]) -> tuple[BeliefSettings, Curve]:
    """What the rule picks, and the habit that goes with it."""
    habits = {width: habit_of(heard, width) for width in (0.02, 0.04)}
    every = candidates()
    figures = [round(sum(shares(heard, each, habits[each.width])), 6) for each in every]
    won = every[int(np.argmax(figures))]  # the first of equals
    return won, habits[won.width]


def held_out(heard: Sequence[Heard]) -> tuple[float, float]:
    """Exact and forgiven when each piece is scored by a choice that never heard it."""
    figures = []
    for piece in sorted({each.case.piece for each in heard}):
        settings, habit = best_of([each for each in heard if each.case.piece != piece])
        rest = [each for each in heard if each.case.piece == piece]
        figures.append(shares(rest, settings, habit))
    exact, forgiven = np.mean(figures, axis=0)
    return float(exact), float(forgiven)


def choose() -> dict[str, Any]:
    """Everything the rule picks, with its figures; takes a few minutes."""
    network = TempoNetwork.from_folder(models_dir())
    replays, accompaniments = heard_replays(network), heard_grooves(network)
    settings, habit = best_of(replays)
    usual = np.interp(np.log(GRID), np.log(HABIT_BPM), habit)
    factors = [belief(each.odds, settings, usual) for each in replays]
    return {
        "replays": len(replays),
        "settings": asdict(settings),
        "habit": habit.round(2).tolist(),
        "onsets_alone": shares(replays, None, habit),
        "with_network": shares(replays, settings, habit),
        "held_out": held_out(replays),
        "accompaniments": len(accompaniments),
        "accompaniments_onsets_alone": shares(accompaniments, None, habit),
        "accompaniments_with_network": shares(accompaniments, settings, habit),
        "confidence": confidence_curves([each.case for each in replays], SETTINGS, factors),
    }


if __name__ == "__main__":
    print(json.dumps(choose(), indent=2))
