"""Files that people send although they should not, made on the spot and small on disk."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import soundfile
from PIL import Image

from tests.matching.audio.test_second_decoder import with_doubled_headers


def sound(seconds: float, *, rate: int = 16_000, kind: str = "WAV", hertz: float = 330.0) -> bytes:
    """A tone that swells, so that it is music enough."""
    at = np.arange(round(seconds * rate)) / rate
    wave = 0.3 * np.sin(2 * np.pi * hertz * at) * (0.6 + 0.4 * np.sin(2 * np.pi * 2 * at))
    out = BytesIO()
    soundfile.write(out, wave.astype("float32"), rate, format=kind)
    return out.getvalue()


def cut_short() -> bytes:
    """The first second of a WAV file that says it has ten."""
    whole = sound(10)
    return whole[: len(whole) // 10]


def cut_after_half() -> bytes:
    """Five of ten seconds: enough to listen to."""
    whole = sound(10)
    return whole[: len(whole) // 2]


def three_hours() -> bytes:
    """An MP3 of ten seconds, its frames a thousand times over: 11 MB, three hours."""
    rate, out = 8000, BytesIO()
    options = {"write_xing": "0", "id3v2_version": "0"}
    with av.open(out, "w", format="mp3", options=options) as container:
        stream = container.add_stream("libmp3lame", rate=rate, layout="mono")
        stream.bit_rate = 8000
        wave = 0.3 * np.sin(2 * np.pi * 440 * np.arange(rate * 10) / rate)
        frame = av.AudioFrame.from_ndarray(wave.astype("float32")[None], "fltp", "mono")
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return out.getvalue() * 1080


def three_silent_hours() -> bytes:
    """A FLAC file of 270 KB that holds three hours of nothing."""
    out = BytesIO()
    with soundfile.SoundFile(out, "w", 8000, 1, format="FLAC", subtype="PCM_16") as file:
        minute = np.zeros(8000 * 60, dtype="int16")
        for _ in range(180):
            file.write(minute)
    return out.getvalue()


def doubled_headers() -> bytes:
    """What FFmpeg refuses in three pieces of the package hyperrogue-music."""
    return with_doubled_headers(sound(6, kind="OGG"))


def hyperrogue(folder: Path) -> list[Path]:
    """The three pieces themselves, out of the unpacked package."""
    music = folder / "usr/share/hyperrogue/music"
    return [music / f"hr-savino-{name}.ogg" for name in ("caribbean", "ivory", "ocean")]


def room(width: int = 400, height: int = 300) -> Image.Image:
    """A picture with light, colour and texture."""
    random = np.random.default_rng(7)
    ramp = np.linspace(40, 220, width)[None, :, None] * np.array([1.0, 0.8, 0.6])
    noise = random.normal(0, 25, (height, width, 1))
    return Image.fromarray(np.clip(ramp + noise, 0, 255).astype("uint8"))


def saved(image: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def cmyk() -> bytes:
    return saved(room().convert("CMYK"))


def turned() -> bytes:
    """A photo whose EXIF block says that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(room(), exif=exif.tobytes())


def animated() -> bytes:
    first, second = room(), room().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return saved(first, "GIF", save_all=True, append_images=[second], duration=100)


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes that claims 900 million pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b"")]
    )


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
