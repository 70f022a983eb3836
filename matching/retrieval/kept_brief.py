"""The score of a brief over all tracks, kept between rounds: it does not change with verdicts."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

import numpy as np

from matching.index.snapshot import Rows
from matching.retrieval.calibration import Calibrated
from matching.retrieval.query import Component
from matching.retrieval.scoring import Score, score_brief

_MEMO = "kept briefs"
#: So many scores of all tracks are kept with a snapshot, those asked for last.
_MOST = 8
#: Where less than this share of the catalogue is asked for, the whole is not worth scoring.
_LEAST_SHARE = 0.25

_lock = Lock()


def brief_score(catalogue: Calibrated, components: Sequence[Component], rows: Rows) -> Score:
    """``score_brief``, from what was kept where that pays."""
    count = len(catalogue.snapshot)
    if len(rows) < _LEAST_SHARE * count:
        return score_brief(catalogue, components, rows)
    key = _key(components)
    with _lock:
        kept: OrderedDict[bytes, Score] = catalogue.snapshot.memo.setdefault(_MEMO, OrderedDict())
        whole = kept.get(key)
        if whole is not None:
            kept.move_to_end(key)
    if whole is None:
        whole = score_brief(catalogue, components, np.arange(count, dtype=np.int64))
        with _lock:
            kept[key] = whole
            while len(kept) > _MOST:
                kept.popitem(last=False)
    if len(rows) == count:
        return whole
    return Score(
        tuple(replace(term, values=term.values[rows]) for term in whole.terms),
        tuple(replace(term, values=term.values[rows]) for term in whole.tastes),
        whole.total[rows],
    )


def _key(components: Sequence[Component]) -> bytes:
    said = json.dumps([component.to_json() for component in components], sort_keys=True)
    return hashlib.blake2b(said.encode(), digest_size=16).digest()
