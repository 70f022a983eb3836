"""Any bench's result as Markdown: rows become tables, the rest sentences.

A result is plain JSON.  A list of objects, or an object of objects, is a table; an object with
``low`` and ``high`` is one figure with its interval (what else it holds stays in the JSON), and so
is a number beside its own ``…_low`` and ``…_high``, or in a row one that ``low`` follows; objects
of figures that lie side by side with the same names are the columns of one table; what is left are
named values.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

# Said elsewhere in the report, or of no use to a reader.
_APART = {"bench", "falls_short", "untested", "machine", "date"}
_MOST_ROWS = 60


def as_markdown(result: Mapping[str, Any], *, level: int = 3, without: Collection[str] = ()) -> str:
    """The result without what is printed apart; headings start at ``level``.

    ``without``: names that are left out wherever they stand.
    """
    return "\n\n".join(_blocks(_thinned(result, {*_APART, *without}), level))


def _thinned(value: Any, names: Collection[str]) -> Any:
    """The value without these names, and with figures where there were three numbers."""
    if isinstance(value, Mapping):
        kept = {key: _thinned(each, names) for key, each in value.items() if key not in names}
        return _joined(kept)
    if isinstance(value, list | tuple):
        return [_thinned(each, names) for each in value]
    return value


def _joined(row: Mapping[str, Any]) -> dict[str, Any]:
    """Bounds that stand beside their number become one figure with it."""
    figures: dict[str, dict[str, Any]] = {}
    bounds: set[str] = set()
    # Where nothing is named the object may be a figure itself.
    named = any(isinstance(value, str) for value in row.values())
    for key, after in zip(row, [*list(row)[1:], ""], strict=False):
        own = (f"{key}_low", f"{key}_high")
        if not set(own) <= row.keys() and named and after == "low" and "high" in row:
            own = ("low", "high")
        if set(own) <= row.keys() and isinstance(row[key], int | float):
            figures[key] = {"mean": row[key], "low": row[own[0]], "high": row[own[1]]}
            bounds.update(own)
    return {key: figures.get(key, value) for key, value in row.items() if key not in bounds}


def _blocks(values: Mapping[str, Any], level: int) -> list[str]:
    plain = {key: value for key, value in values.items() if _is_cell(value)}
    blocks = ["\n".join(f"- {words(key)}: {cell(value)}" for key, value in plain.items())]
    blocks = [block for block in blocks if block]
    for group in _side_by_side(values):
        names = values[group[0]]
        columns = [{"": words(each)} | {key: values[key][each] for key in group} for each in names]
        blocks.append(table(columns))
        plain |= dict.fromkeys(group)
    for key, value in values.items():
        if key in plain or value in ({}, []):
            continue
        heading = f"{'#' * min(level, 6)} {words(key)}"
        rows = _rows(value)
        if rows is not None:
            blocks += [heading, table(rows)]
        elif isinstance(value, Mapping):
            blocks += [heading, *_blocks(value, level + 1)]
        else:
            blocks += [heading, "\n".join(f"- {cell(each)}" for each in value)]
    return blocks


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """A Markdown table with one column for every key that occurs."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    numeric = {
        key: all(isinstance(row.get(key, 0), int | float | Mapping | None) for row in rows)
        for key in columns
    }
    lines = [
        "| " + " | ".join(words(key) for key in columns) + " |",
        "|" + "|".join("---:" if numeric[key] else "---" for key in columns) + "|",
    ]
    for row in rows[:_MOST_ROWS]:
        lines.append("| " + " | ".join(cell(row.get(key)) for key in columns) + " |")
    if len(rows) > _MOST_ROWS:
        lines.append(f"\n{len(rows) - _MOST_ROWS} more rows are in the JSON.")
    return "\n".join(lines)


def cell(value: Any) -> str:
    """One value as it stands in a sentence or a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Mapping) and not {"low", "high"} <= value.keys():
        return ", ".join(f"{words(key)} {cell(each)}" for key, each in value.items())
    if isinstance(value, Mapping):
        interval = f"{number(value['low'])} to {number(value['high'])}"
        within = (
            each
            for key, each in value.items()
            if key not in ("low", "high")
            and isinstance(each, int | float)
            and value["low"] <= each <= value["high"]
        )
        centre = next(within, None)
        return interval if centre is None else f"{number(centre)} ({interval})"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(cell(each) for each in value)
    return str(value).replace("|", "\\|").replace("\n", " ")


def number(value: float) -> str:
    """Three decimals for shares, fewer the larger the number."""
    size = abs(value)
    return f"{value:,.{0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 10 else 3}f}"


def words(key: str) -> str:
    """A key of a result as a reader's words."""
    return key.replace("_", " ").replace("|", "\\|")


def _side_by_side(values: Mapping[str, Any]) -> list[list[str]]:
    """Keys of objects of figures, those with the same names together; none that are alone."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for key, value in values.items():
        figures = isinstance(value, Mapping) and not _is_cell(value) and len(value) > 0
        if figures and all(isinstance(each, Mapping) and _is_cell(each) for each in value.values()):
            groups.setdefault(tuple(value), []).append(key)
    return [group for group in groups.values() if len(group) > 1]


def _is_cell(value: Any) -> bool:
    if isinstance(value, Mapping):
        return {"low", "high"} <= value.keys() and all(_is_cell(each) for each in value.values())
    if isinstance(value, list | tuple):
        return bool(value) and all(not isinstance(each, Mapping | list | tuple) for each in value)
    return True


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Figures by name in a row become columns of their own."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        named = isinstance(value, Mapping) and not _is_cell(value)
        if named and all(isinstance(v, Mapping) and _is_cell(v) for v in value.values()):
            found |= value
        else:
            found[key] = value
    return found


def _rows(value: Any) -> list[dict[str, Any]] | None:
    """The value as rows of cells, or None where it is something deeper."""
    if isinstance(value, Mapping):
        named = [{"": words(str(k)), **v} for k, v in value.items() if isinstance(v, Mapping)]
        complete = len(named) == len(value) > 0
        fit = complete and all(_is_cell(each) for row in named for each in row.values())
        # An object whose values are single figures with intervals is a list of values instead.
        return named if fit and not all(_is_cell(each) for each in value.values()) else None
    if isinstance(value, list | tuple) and all(isinstance(each, Mapping) for each in value):
        rows = [_flat(each) for each in value]
        return rows if all(_is_cell(each) for row in rows for each in row.values()) else None
    return None
