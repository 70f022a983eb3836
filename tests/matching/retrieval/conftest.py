"""One synthetic catalogue for all retrieval tests."""

from __future__ import annotations

import pytest

from matching.evaluation.synthetic import SyntheticCatalogue, synthetic_catalogue
from matching.index.snapshot import Snapshot


@pytest.fixture(scope="session")
def catalogue() -> SyntheticCatalogue:
    return synthetic_catalogue(600, seed=5)


@pytest.fixture(scope="session")
def snapshot(catalogue: SyntheticCatalogue) -> Snapshot:
    return catalogue.snapshot()
