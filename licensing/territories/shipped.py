"""The tariffs that come with the product, from `data/tariffs.toml` into the editable table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "tariffs.toml"


def shipped_tariffs() -> list[dict[str, Any]]:
    """Rows of the data file as values of `Tariff`, in its order."""
    with _FILE.open("rb") as stream:
        rows = tomllib.load(stream)["tariff"]
    return [
        {**row, "bands": [[up_to or None, amount] for up_to, amount in row["bands"]]}
        for row in rows
    ]


def tariffs_load(model: Any) -> int:
    """Add the rows that are not there yet, by their key; returns how many.

    `model` is `Tariff`, today's or a migration's.
    """
    added = 0
    for row in shipped_tariffs():
        _tariff, new = model.objects.get_or_create(key=row["key"], defaults=row)
        added += new
    return added
