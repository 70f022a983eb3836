"""Data stored before analysers lived side by side keeps working."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BEFORE, AFTER = ("matching", "0001_initial"), ("matching", "0002_analysers_side_by_side")


def test_versions_learn_which_analyser_they_are_of() -> None:
    executor = MigrationExecutor(connection)
    newest = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "matching"]
    try:
        executor.migrate([BEFORE])
        old = executor.loader.project_state([BEFORE]).apps
        for number, analyser in enumerate(("a-windows-1", "b-windows-1", "b-windows-1")):
            old.get_model("matching", "Profile").objects.create(
                sha256=f"{number:064x}", analyser=analyser, duration_s=1, vectors=b"", peaks=b""
            )
        old.get_model("matching", "IndexVersion").objects.create(
            number=7, folder="x", count=3, fingerprint="f", active=True
        )
        executor = MigrationExecutor(connection)
        executor.migrate([AFTER])
        new = executor.loader.project_state([AFTER]).apps
        assert new.get_model("matching", "IndexVersion").objects.get().analyser == "b-windows-1"
        assert new.get_model("matching", "Profile").objects.count() == 3
    finally:
        MigrationExecutor(connection).migrate(newest)
