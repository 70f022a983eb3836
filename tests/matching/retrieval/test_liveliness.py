"""Calm and drive are judged beside tracks of the same production."""

from __future__ import annotations

import numpy as np

from matching.evaluation.synthetic import SyntheticCatalogue
from matching.index.snapshot import Snapshot
from matching.profile.track import FACETS
from matching.retrieval.calibration import calibrated
from matching.retrieval.compose import compose
from matching.retrieval.liveliness import liveliness
from matching.retrieval.prepare import prepare
from tests.matching.synthetic import band, understood

ENERGY, ACOUSTIC = FACETS.index("energy"), FACETS.index("acoustic")


def flooded(catalogue: SyntheticCatalogue) -> tuple[Snapshot, np.ndarray]:
    """All alike but for two things: half are electronic, whose measured energy is 0.3 higher."""
    columns = {name: column.copy() for name, column in catalogue.columns.items()}
    count = len(columns["ids"])
    for name in ("tags", "facets"):
        columns[name][:] = columns[name][0]
    electronic = np.arange(count) % 2 == 0
    heard = np.random.default_rng(1).uniform(0.2, 0.5, count)
    columns["facets"][:, ENERGY] = heard + 0.3 * electronic
    columns["facets"][:, ACOUSTIC] = np.where(electronic, 0.2, 0.8)
    return Snapshot.of(columns, "synthetic"), heard


def test_a_calm_synthesiser_is_calmer_than_a_driving_guitar(catalogue: SyntheticCatalogue) -> None:
    snapshot, heard = flooded(catalogue)
    lively = liveliness(calibrated(snapshot), np.arange(len(snapshot)))
    measured = snapshot.facets[:, ENERGY]
    assert np.corrcoef(lively, heard)[0, 1] > np.corrcoef(measured, heard)[0, 1] + 0.2


def test_a_wish_for_calm_follows_it(catalogue: SyntheticCatalogue) -> None:
    snapshot, heard = flooded(catalogue)
    query = compose([understood(targets=(band("energy", 0.0, 0.38),))])
    scores = prepare(snapshot, query, allowed_ids=snapshot.ids).score.total
    best = np.argsort(-scores)[:100]
    assert heard[best].mean() < np.quantile(heard, 0.35)
    assert 0.2 < float(np.mean(best % 2 == 0)) < 0.8  # both kinds of production
