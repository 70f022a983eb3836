"""Memory of everything the launcher started, shared pages counted once."""

from __future__ import annotations

import psutil


def megabytes(launcher: int) -> dict[str, float]:
    """Proportional set size in MB by program: the launcher's process tree, itself included.

    The proportional size gives each process its share of pages held in common, so that the sum is
    what the machine really spends.
    """
    root = psutil.Process(launcher)
    sizes: dict[str, float] = {}
    for process in [root, *root.children(recursive=True)]:
        try:
            size = process.memory_full_info().pss / 1e6
            name = _program(process.cmdline())
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        sizes[name] = sizes.get(name, 0.0) + size
    return sizes


def _program(command: list[str]) -> str:
    line = " ".join(command)
    for sign, name in (
        ("postgres", "PostgreSQL"), ("valkey", "Valkey"), ("gunicorn", "web"),
        ("match@", "match worker"), ("analyse@", "analyse worker"),
        ("general@", "general worker"), (" beat", "beat"),
        ("merchant_app.launcher", "launcher"),
    ):  # fmt: skip
        if sign in line:
            return name
    return "other"
