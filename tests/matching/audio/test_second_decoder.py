"""Files that FFmpeg refuses and libsndfile reads, as three of the hyperrogue pieces."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import pytest

from matching.audio.sound import listen
from tests.matching.conftest import WriteSound, tone


def ogg_checksum(page: bytes) -> int:
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value


def pages(content: bytes) -> list[bytes]:
    found = []
    at = 0
    while at < len(content):
        count = content[at + 26]
        end = at + 27 + count + sum(content[at + 27 : at + 27 + count])
        found.append(content[at:end])
        at = end
    return found


def with_doubled_headers(content: bytes) -> bytes:
    """The identification page once more after the headers, as those files have it."""
    first, second, *rest = pages(content)
    joined = b""
    for number, page in enumerate([first, second, first, second, *rest]):
        changed = bytearray(page)
        changed[5] = changed[5] & ~0x02 if number else changed[5]
        struct.pack_into("<I", changed, 18, number)
        struct.pack_into("<I", changed, 22, 0)
        struct.pack_into("<I", changed, 22, ogg_checksum(bytes(changed)))
        joined += bytes(changed)
    return joined


def test_libsndfile_reads_what_ffmpeg_refuses(write_sound: WriteSound) -> None:
    path: Path = write_sound("song.ogg", tone(6))
    path.write_bytes(with_doubled_headers(path.read_bytes()))
    with pytest.raises(av.FFmpegError), av.open(str(path)) as container:
        list(container.decode(audio=0))
    sound = listen(path, rate=16_000)
    assert sound.duration_s == pytest.approx(6.0, abs=0.1)
