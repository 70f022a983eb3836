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
_OWNERS = 16


def speed(real: Music, tracks: int = TRACKS) -> dict[str, Any]:
    """Processor time of ``recommend`` over all tracks, after each round of some owners.

    The time of one thread, so that what else runs on the machine does not count. What a catalogue
    is measured for once, which the product keeps with a version of its index, is no part of it.
    """
    music = generated_music(real, tracks, seed=1)
    first, *owners = draw_owners(music, _OWNERS + 1, 1, "facets")
    _rounds(music, first)
    spent = [took for owner in owners for took in _rounds(music, owner)]
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
    offered = way.offer(session, LABELS)  # no answer has moved it: no round yet
    for _ in range(ROUNDS):
        for row in offered:
            session.click(row, accepts=owner.accepts(row, 0.05))
        started = time.process_time()
        offered = way.offer(session, LABELS)
        spent.append(1000 * (time.process_time() - started))
    return spent
