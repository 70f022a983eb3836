"""Opening a photo that somebody else made: any format, any size, possibly hostile."""

from __future__ import annotations

import contextlib
import io
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from matching.semantics.problems import problem_text
from matching.semantics.understanding import Problem

MAX_FILE_BYTES = 40 * 1024 * 1024
MAX_PIXELS = 80_000_000
LEAST_SIDE = 16
WORKING_SIDE = 1024
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"), (b"PK\x03\x04", "ZIP"), (b"ID3", "MP3"), (b"fLaC", "FLAC"), (b"OggS", "OGG"),
    (b"RIFF", "RIFF"), (b"<svg", "SVG"), (b"<?xml", "XML"), (b"<!DOCTYPE", "HTML"),
    (b"<html", "HTML"), (b"\xd0\xcf\x11\xe0", "Office"), (b"8BPS", "PSD"),
)  # fmt: skip


class PhotoProblem(ValueError):
    """A photo that cannot be used; `say` tells its owner why."""

    def __init__(self, code: str, **params: object) -> None:
        """`code` is one of problems.py, without its "photo_" ("broken", "too_large" …)."""
        self.code = code
        self.params = dict(params)
        super().__init__(self.say("en"))

    def say(self, language: str) -> str:
        """The problem as one sentence in "zh…" or English."""
        return problem_text(f"photo_{self.code}", self.params, language)


def _kind(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "HEIC" if head[8:12] in (b"heic", b"heix", b"mif1", b"hevc") else "MP4"
    for signature, kind in _SIGNATURES:
        if head.lower().startswith(signature.lower()):
            return kind
    return "text" if head.isascii() else "?"


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            megabytes = round(size / 1024**2)
            limit = MAX_FILE_BYTES // 1024**2
            raise PhotoProblem("file_too_large", megabytes=megabytes, limit=limit)
        content = path.read_bytes()
    except OSError as error:
        raise PhotoProblem("missing") from error
    if not content:
        raise PhotoProblem("empty")
    return content


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        megapixels = round(width * height / 1e6)
        raise PhotoProblem("too_large", megapixels=megapixels, limit=MAX_PIXELS // 10**6)
    if min(width, height) < LEAST_SIDE:
        raise PhotoProblem("too_small", width=width, height=height)


def _load(image: Image.Image, problems: list[Problem]) -> None:
    """Decode the pixels; what a truncated file still holds is used if it is at least a third."""
    try:
        image.load()
        return
    except Image.DecompressionBombError as error:
        width, height = image.size
        raise PhotoProblem(
            "too_large", megapixels=round(width * height / 1e6), limit=MAX_PIXELS // 10**6
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        if "truncated" not in str(error):
            raise PhotoProblem("broken") from error
    problems.append(Problem("photo_truncated"))


def _reload_truncated(content: bytes) -> Image.Image:
    """Decode a truncated file as far as it goes; Pillow has one switch for the whole process."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise PhotoProblem("broken") from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
    # Missing rows are filled with one grey: too many of them and nothing is left to see.
    rows = np.asarray(image.convert("L").resize((8, 64), Image.Resampling.BOX))
    if int((np.ptp(rows, axis=1) > 0).sum()) < 64 // 3:
        raise PhotoProblem("broken")
    return image


def upright(image: Image.Image) -> Image.Image:
    """RGB, turned as its EXIF says, on white where transparent, at most 1024 pixels a side."""
    # With a damaged EXIF block the pixels are still good as they lie.
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, SyntaxError):
        image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image)
    if image.mode.startswith("I") or image.mode == "F":
        low, high = image.getextrema()
        scale = 255 / max(1e-9, float(high) - float(low))  # type: ignore[arg-type]
        image = image.convert("F").point(lambda value: (value - low) * scale).convert("L")
    image = image.convert("RGB")
    image.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BILINEAR)
    return image


def open_photo(photo: Path | str | Image.Image) -> tuple[Image.Image, list[Problem]]:
    """An RGB image of at most 1024 pixels a side, and what should be said about the file.

    Raises PhotoProblem for what is no photo, is damaged, too large or too small.
    """
    problems: list[Problem] = []
    if isinstance(photo, Image.Image):
        _check_size(photo)
        return upright(photo.copy()), problems
    content = _read(Path(photo))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
        except Image.DecompressionBombError as error:
            limit = MAX_PIXELS // 10**6
            raise PhotoProblem("too_large", megapixels=f"> {limit}", limit=limit) from error
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            kind = _kind(content[:32])
            raise PhotoProblem("broken" if kind == "?" and _looks_cut(content) else "not_image",
                               kind=kind) from error  # fmt: skip
        _check_size(image)
        if getattr(image, "n_frames", 1) > 1 and image.format != "MPO":
            problems.append(Problem("photo_animated"))
            image.seek(0)
        # JPEG can be decoded at a half, a quarter or an eighth, which saves most of the time.
        image.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
        _load(image, problems)
        if any(problem.code == "photo_truncated" for problem in problems):
            image = _reload_truncated(content)
    return upright(image), problems


def _looks_cut(content: bytes) -> bool:
    return content[:3] == b"\xff\xd8\xff" or content[:8] == b"\x89PNG\r\n\x1a\n"
