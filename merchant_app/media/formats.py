"""Content types by file name: what browsers need to hear to play a file, and nothing active."""

from __future__ import annotations

from pathlib import PurePosixPath

OCTETS = "application/octet-stream"
CONTENT_TYPES = {
    ".opus": 'audio/ogg; codecs="opus"',
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
    ".mp4": "audio/mp4",
    ".aac": "audio/aac",
    ".webm": "audio/webm",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
}


def content_type(name: str) -> str:
    """The type for a file name; anything else is a download (so no HTML and no SVG is shown)."""
    return CONTENT_TYPES.get(PurePosixPath(name).suffix.lower(), OCTETS)
