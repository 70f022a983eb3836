"""How long learning and ranking take for a catalogue of 100,000 tracks."""

import time
from typing import Any

import numpy as np

from matching.evaluation.intent.generator import generated_music
from matching.evaluation.intent.music import Music
from matching.evaluation.intent.owners import Owner, draw_owners
from matching.evaluation.intent.rounds import LABELS, ROUNDS
from matching.evaluation.intent.session import Session
from matching.evaluation.intent.ways import Ours

TRACKS = 100_000
_OWNERS = 8


def speed(real: Music, tracks: int = TRACKS) -> dict[str, Any]:
    """Processor time of ``recommend`` over all tracks, at every round of some owners.

    The time of one thread, so that what else runs on the machine does not count.
    """
    music = generated_music(real, tracks, seed=1)
    spent: list[float] = []
    for owner in draw_owners(music, _OWNERS, 1, "facets"):
        spent += _rounds(music, owner)
    return {
        "tracks": tracks,
        "rounds": len(spent),
        "p50_ms": round(float(np.percentile(spent, 50)), 1),
        "p95_ms": round(float(np.percentile(spent, 95)), 1),
    }


def _rounds(music: Music, owner: Owner) -> list[float]:
    every = np.arange(len(music))
    session = Session(music.read, owner.brief.query, every, every, seed=owner.number)
    way, spent = Ours(), []
    way.offer(session, LABELS)  # what a catalogue is measured for once is not part of a round
    for _ in range(ROUNDS):
        started = time.process_time()
        offered = way.offer(session, LABELS)
        spent.append(1000 * (time.process_time() - started))
        for row in offered:
            session.click(row, accepts=owner.accepts(row, 0.05))
    return spent
