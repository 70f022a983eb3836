"""The desk's tests leave the semantic pool of the process as it is shipped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from matching.concepts import selectors
from matching.semantics.pool import shipped_pool, use_pool


@pytest.fixture(autouse=True)
def shipped() -> Iterator[None]:
    yield
    use_pool(shipped_pool())
    selectors._used[0] = 0
