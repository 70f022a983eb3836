"""Small pictures of uploaded photos: a worker draws them when it reads a photo, the web sends them.

A web process never decodes what somebody uploaded. The small picture lies beside the photo, named
after it, and goes with it.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from matching.semantics.photo_file import open_photo

LONGEST_SIDE = 480


def thumbnail_name(photo: str) -> str:
    """Where the small picture of the photo stored as `photo` lies in the storage."""
    return f"{photo}.small.webp"


def thumbnail_write(photo: str, path: Path) -> None:
    """Store a WebP of at most 480 × 480 pixels, upright, without metadata. For workers only.

    `path` is the photo on this machine's disk. Raises `PhotoProblem` for what cannot be used.
    """
    picture, _problems = open_photo(path)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture.info.clear()
    out = BytesIO()
    picture.save(out, "WEBP", quality=80)
    name = thumbnail_name(photo)
    default_storage.delete(name)
    stored = default_storage.save(name, ContentFile(out.getvalue()))
    if stored != name:  # another worker drew the same one at this moment
        default_storage.delete(stored)


def thumbnail_copy(photo: str, twin: str) -> None:
    """Give a copied photo its small picture, if the first one has any."""
    if default_storage.exists(thumbnail_name(photo)):
        with default_storage.open(thumbnail_name(photo), "rb") as picture:
            default_storage.save(thumbnail_name(twin), picture)


def thumbnail_delete(photo: str) -> None:
    """Delete the small picture of a photo, if there is one."""
    if photo:
        default_storage.delete(thumbnail_name(photo))
