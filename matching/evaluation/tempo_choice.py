"""How the constants of the tempo are chosen: on the half of OpenMSX that is kept for choosing.

Every piece is taken as written, without its drums, and on one acoustic guitar, and replayed so that
its beat runs at eight tempi from 60 to 180 BPM, evenly spaced in octaves; so no tempo is favoured.
A candidate's figure is the mean of "within 4 %" and "within 4 % when a factor of two is forgiven",
averaged over the replays of a piece and then over pieces: how sure a figure is depends on the
number of pieces, not of replays.

The rule: of all candidates the best figure wins; among equals the one with fewer terms, then the
wider prior.  "held_out" makes the choice again without the piece that it is scored on.  A further
step, octave_choice, is only taken if it also helps on the accompaniments of the package mma, played
at the tempi that their styles call for; it does not.

Nothing here reads the starter catalogue or the other half of OpenMSX.  Run it with
``python -m matching.evaluation.tempo_choice``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from matching.audio.onsets import FRAMES_PER_SECOND, onset_rate, onset_strength
from matching.audio.periodicity import FASTEST_BPM, GRID, SLOWEST_BPM, Curve, periodicity
from matching.audio.sound import Sound, listen
from matching.audio.tempo import TempoSettings, octave_lead, scores
from matching.corpora import CorpusTrack, openmsx
from matching.evaluation import octave_choice
from matching.evaluation.octave_choice import Octaves, measures, octaves
from matching.evaluation.rearranged import rearranged
from matching.evaluation.requests.grooves import grooves

REPLAYED_BPM = tuple(np.geomspace(60.0, 180.0, 8).tolist())
TOLERANCE = 0.04

_EXCERPT_SECONDS = 180  # as the analysis takes from the middle

_SPANS = ((1.0,), (1.0, 2.0), (1.0, 2.0, 4.0), (1.0, 2.0, 3.0, 4.0))
_SHARPNESS = (0.5, 1.0, 2.0)
_CENTRES = (90.0, 100.0, 110.0, 120.0, 130.0)
#: One octave either way of the centre: no prior is narrower than 50 to 200 BPM.
_OCTAVES = (1.0, 1.5, 2.0)


@dataclass(frozen=True, eq=False)
class Case:
    """One piece at one speed."""

    piece: str
    bpm: float
    strength: npt.NDArray[np.float32]


def candidates() -> list[TempoSettings]:
    """Every combination, simple ones first and wide priors before narrow ones."""
    every = [
        TempoSettings(beats, times, sharpness, centre, octaves)
        for beats, times, sharpness, centre, octaves in product(
            _SPANS, _SPANS, _SHARPNESS, _CENTRES, _OCTAVES
        )
    ]
    return sorted(every, key=lambda s: (len(s.beats) + len(s.times_a_beat), -s.octaves))


def replayed(pieces: Iterable[tuple[str, float, npt.NDArray[np.float32]]]) -> list[Case]:
    """(name, BPM, onset strength) of pieces as if played at each of REPLAYED_BPM."""
    cases = []
    for piece, bpm, strength in pieces:
        for target in REPLAYED_BPM:
            speed = target / bpm
            at = np.arange(int(len(strength) / speed)) * speed
            faster = np.interp(at, np.arange(len(strength)), strength)
            cases.append(Case(piece, target, faster.astype(np.float32)))
    return cases


def right(estimate: npt.NDArray[np.float64] | float, bpm: float) -> tuple[Any, Any]:
    """Whether it is within 4 %, and whether half or twice of it is."""
    ratio = np.asarray(estimate) / bpm
    near = [np.abs(ratio / factor - 1) <= TOLERANCE for factor in (1.0, 0.5, 2.0)]
    return near[0], near[0] | near[1] | near[2]


@dataclass(frozen=True, eq=False)
class Table:
    """What every candidate made of every piece."""

    settings: Sequence[TempoSettings]
    pieces: Sequence[str]
    exact: npt.NDArray[np.float64]  # (candidates, pieces) share of replays within 4 %
    forgiven: npt.NDArray[np.float64]  # (candidates, pieces) the same up to a factor of two

    def best(self, without: int | None = None) -> int:
        """The row that the rule picks, from all pieces or all but one."""
        kept = [place for place in range(len(self.pieces)) if place != without]
        figure = (0.5 * (self.exact + self.forgiven))[:, kept].mean(axis=1)
        return int(np.argmax(figure.round(6)))  # the first of equals: candidates are in order

    def held_out(self) -> tuple[float, float]:
        """Exact and forgiven share when each piece is scored by a choice that never saw it."""
        chosen = [self.best(without=place) for place in range(len(self.pieces))]
        places = np.arange(len(self.pieces))
        return (
            float(self.exact[chosen, places].mean()),
            float(self.forgiven[chosen, places].mean()),
        )


def table(cases: Sequence[Case], settings: Sequence[TempoSettings]) -> Table:
    """Runs every candidate on every case."""
    pieces = sorted({case.piece for case in cases})
    exact = np.zeros((len(settings), len(pieces)))
    forgiven = np.zeros_like(exact)
    replays = np.zeros(len(pieces))
    for case in cases:
        column = pieces.index(case.piece)
        replays[column] += 1
        good, good_forgiven = right(_estimates(case, settings), case.bpm)
        exact[:, column] += good
        forgiven[:, column] += good_forgiven
    return Table(settings, pieces, exact / replays, forgiven / replays)


def _estimates(case: Case, settings: Sequence[TempoSettings]) -> npt.NDArray[np.float64]:
    """(candidates,) the grid's tempo that each finds."""
    curves = periodicity(case.strength)
    if curves is None:
        return np.full(len(settings), np.nan)
    after = {beats: curves.after(beats) for beats in _SPANS[-1]}
    times = {number: curves.times_a_beat(number) for number in _SPANS[-1]}
    found = []
    for each in settings:
        in_time = np.maximum(np.mean([after[beats] for beats in each.beats], axis=0), 0.0)
        in_frequency = np.mean([times[number] for number in each.times_a_beat], axis=0)
        found.append(GRID[np.argmax(in_time * in_frequency**each.sharpness * each.prior())])
    return np.array(found)


def pieces() -> list[tuple[str, float, npt.NDArray[np.float32]]]:
    """(name, BPM, onset strength) of every piece to choose on, in three arrangements."""
    return [
        (track.id, float(track.labels["tempo_bpm"]), _strength(each))
        for track in openmsx()
        if track.labels["half"] == "tune"
        for each in (track, rearranged(track, "no-drums"), rearranged(track, "guitar"))
    ]


def accompaniments() -> list[Case]:
    """What a further step is tried on: each groove once, as fast as it is meant to be."""
    return [
        Case(track.id, float(track.labels["tempo_bpm"]), _strength(track))
        for track in grooves()
        if SLOWEST_BPM <= float(track.labels.get("tempo_bpm", 0.0)) <= FASTEST_BPM
    ]


def _strength(track: CorpusTrack) -> npt.NDArray[np.float32]:
    sound = listen(track.path, rate=16_000)
    return onset_strength(excerpt(sound), sound.rate)


def excerpt(sound: Sound) -> npt.NDArray[np.float32]:
    """The part of a recording that its tempo is taken from."""
    start = max(0, (len(sound.mono) - _EXCERPT_SECONDS * sound.rate) // 2)
    return sound.mono[start : start + _EXCERPT_SECONDS * sound.rate]


def octave_cases(cases: Sequence[Case], settings: TempoSettings) -> list[Octaves]:
    """What the octave decision is given after ``settings`` found a tempo."""
    found = []
    for case in cases:
        curves = periodicity(case.strength)
        if curves is not None:
            tempi = octaves(float(GRID[np.argmax(scores(curves, settings)[1])]))
            seen = measures(curves, tempi, onset_rate(case.strength))
            found.append(Octaves(case.piece, seen, right(tempi, case.bpm)[0]))
    return found


def confidence_curves(
    cases: Sequence[Case], settings: TempoSettings, factors: Sequence[Curve] | None = None
) -> dict[str, float]:
    """Half and slope of the confidence's two curves.

    factors: of each case, by which a network's odds weigh every tempo of the grid.
    Whether there is a beat: replays against the same onsets in random order.  Whether the octave is
    right: replays that are right against those that are off by a factor of two.
    """
    generator = np.random.default_rng(0)
    regularity, beat, lead, octave = [], [], [], []
    for place, case in enumerate(cases):
        for metrical, strength in ((True, case.strength), (False, _scattered(case, generator))):
            curves = periodicity(strength)
            if curves is None:
                continue
            in_time, score = scores(curves, settings)
            if metrical and factors is not None:
                score = score * factors[place]
            best = int(np.argmax(score))
            regularity.append(float(in_time[best]))
            beat.append(metrical)
            exact, forgiven = right(GRID[best], case.bpm)
            if metrical and forgiven:
                lead.append(octave_lead(score, best))
                octave.append(bool(exact))
    beat_half, beat_slope = _curve(regularity, beat)
    octave_half, octave_slope = _curve(lead, octave)
    return {
        "beat_half": beat_half,
        "beat_slope": beat_slope,
        "octave_half": octave_half,
        "octave_slope": octave_slope,
    }


def _curve(values: Sequence[float], outcomes: Sequence[bool]) -> tuple[float, float]:
    fitted = LogisticRegression(C=100.0).fit(np.array(values)[:, None], outcomes)
    slope = float(fitted.coef_[0, 0])
    return -float(fitted.intercept_[0]) / slope, slope


def _scattered(case: Case, generator: np.random.Generator) -> npt.NDArray[np.float32]:
    """Tenths of a second in random order: every onset keeps its shape, none its place."""
    chunk = FRAMES_PER_SECOND // 10
    whole = case.strength[: len(case.strength) // chunk * chunk].reshape(-1, chunk)
    return generator.permutation(whole).ravel()


def choose() -> dict[str, Any]:
    """Everything the rule picks, with its figures; takes a few minutes."""
    cases = replayed(pieces())
    every = candidates()
    judged = table(cases, every)
    best = judged.best()
    settings = every[best]
    return {
        "pieces": len(judged.pieces),
        "replays": len(cases),
        "settings": asdict(settings),
        "exact": float(judged.exact[best].mean()),
        "forgiven": float(judged.forgiven[best].mean()),
        "held_out": dict(zip(("exact", "forgiven"), judged.held_out(), strict=True)),
        "confidence": confidence_curves(cases, settings),
        "octave_step": _octave_step(cases, accompaniments(), settings),
    }


def _octave_step(
    cases: Sequence[Case], others: Sequence[Case], settings: TempoSettings
) -> dict[str, Any]:
    """The best octave decision on replays, and what it does to music at its own tempo."""
    replays, natural = octave_cases(cases, settings), octave_cases(others, settings)
    won = octave_choice.choose(replays)
    weights = octave_choice.fit(replays, won.group, won.penalty)
    without = float(np.mean([each.right[0] for each in natural]))
    with_it = octave_choice.share_right(natural, weights)
    return {
        **asdict(won),
        "weights": weights.tolist(),
        "accompaniments": len(natural),
        "exact_without": without,
        "exact_with": with_it,
        "taken": with_it > without,
    }


if __name__ == "__main__":
    print(json.dumps(choose(), indent=2))
