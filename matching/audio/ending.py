"""Whether a file ends where its own format says it should.

FFmpeg derives the length of Ogg and WAV files from what is there, so a copy that broke off looks
complete to it.  Both formats tell by themselves: Ogg marks its last page, WAV states its size.
"""

from __future__ import annotations

import struct
from pathlib import Path

_TAIL_BYTES = 128 * 1024  # two of the largest Ogg pages
_LAST_PAGE = 0x04
# Programs that write WAV into a pipe cannot know the size and fill in one of these.
_UNKNOWN_SIZES = range(0x7FFF0000, 0x1_0000_0000)


def ends_early(path: Path) -> bool:
    """True when the end of an Ogg or WAV file is missing; other formats are not judged."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(12)
        if head.startswith(b"RIFF") and head.endswith(b"WAVE"):
            stated = struct.unpack("<I", head[4:8])[0]
            return stated not in _UNKNOWN_SIZES and stated + 8 > size + 1
        if not head.startswith(b"OggS"):
            return False
        stream.seek(max(0, size - _TAIL_BYTES))
        tail = stream.read()
    start = tail.rfind(b"OggS")
    return start < 0 or start + 5 >= len(tail) or not tail[start + 5] & _LAST_PAGE
