"""Small pictures of uploaded photos, kept in the cache only: a deleted photo leaves none."""

from __future__ import annotations

import warnings
from io import BytesIO

from django.core.cache import cache
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

LONGEST_SIDE = 480
MOST_PIXELS = 80_000_000
CACHED_S = 3600


class NoThumbnail(Exception):
    """The file is no picture, or one too large to open for a preview."""


def thumbnail(name: str, tag: str) -> bytes:
    """A WebP of at most 480 × 480 pixels of the photo stored as `name`, upright, without metadata.

    Raises `NoThumbnail`, also for a picture that would need too much memory.
    """
    key = f"thumbnail:{tag}"
    made: bytes | None = cache.get(key)
    if made is None:
        made = _draw(name)
        cache.set(key, made, CACHED_S)
    return made


def _draw(name: str) -> bytes:
    out = BytesIO()
    try:
        with (
            warnings.catch_warnings(),
            default_storage.open(name) as file,
            Image.open(file) as picture,
        ):
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if picture.width * picture.height > MOST_PIXELS:
                raise NoThumbnail
            picture.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright.convert("RGB").save(out, "WEBP", quality=80)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise NoThumbnail from error
    return out.getvalue()
