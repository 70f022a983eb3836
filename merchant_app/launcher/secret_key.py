"""The key that signs sessions and media addresses: made once, kept in VAR_DIR, read by us alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(var_dir: Path) -> str:
    """Read `VAR_DIR/secrets/secret_key`, making it on first use (folder 700, file 600)."""
    folder = var_dir / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "secret_key"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(48)
        file.write(key + "\n")
    return key
