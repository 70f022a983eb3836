"""What the launcher tells a person when it cannot go on."""

from __future__ import annotations


class LauncherError(Exception):
    """One sentence that names the cause and, where there is one, the way out."""
