"""Replaces a stored file that players cannot open by a copy that they can."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files import File
from django.db import transaction

from licensing.catalogue.files import local_path
from licensing.catalogue.models import AudioAsset


def asset_make_playable(asset: AudioAsset) -> None:
    """Store a FLAC copy in the file's place; hash and name stay those of what was sent.

    The old file goes once the copy is on record, so that a stopped worker loses nothing. Raises
    AudioProblem where the file cannot be read.
    """
    from matching.audio.playable import write_playable  # a web process needs no sound libraries

    old, storage = str(asset.file.name), asset.file.storage
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.flac"
        with local_path(asset.file) as path:
            write_playable(path, copy)
        with copy.open("rb") as stream:
            asset.file.save(f"{asset.sha256[:20]}.flac", File(stream), save=False)
        asset.bytes, asset.mime = copy.stat().st_size, "audio/flac"
    try:
        with transaction.atomic():
            asset.save(update_fields=["file", "bytes", "mime"])
            transaction.on_commit(lambda: storage.delete(old))
    except BaseException:
        storage.delete(str(asset.file.name))
        raise
