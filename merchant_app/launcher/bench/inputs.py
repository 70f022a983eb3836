"""What the benchmark sends: sizes as people send them, drawn and played by rule.

Time depends on the size of a photo and the length of a song, not on what they show.
"""

from __future__ import annotations

import io

import numpy as np
import soundfile
from PIL import Image, ImageFilter

from merchant_app.launcher.bench.client import File

WORDS = (
    "A quiet tea house with wooden tables, slow acoustic music, no vocals",
    "热闹的健身房，节奏快，有力量的电子乐",
    "A bright bakery on a Sunday morning, cheerful and light",
)
RATE = 44_100


def photos(count: int = 3, size: tuple[int, int] = (4000, 3000)) -> list[File]:
    """JPEG photos of 12 megapixels, as a telephone takes them."""
    random = np.random.default_rng(7)
    files = []
    for number in range(count):
        coarse = random.integers(0, 255, (30, 40, 3), dtype=np.uint8)
        image = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
        image = image.filter(ImageFilter.GaussianBlur(2))
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=88)
        files.append(File(f"shop-{number}.jpg", "image/jpeg", buffer.getvalue()))
    return files


def songs(count: int = 3, seconds: float = 180.0) -> list[File]:
    """FLAC songs of three minutes: chords over a beat, each in another key and tempo."""
    return [
        File(f"seed-{number}.flac", "audio/flac", _song(48 + 4 * number, 84 + 18 * number, seconds))
        for number in range(count)
    ]


def _song(root: int, tempo: float, seconds: float) -> bytes:
    """`root` is a MIDI note, `tempo` in beats a minute."""
    time = np.arange(int(seconds * RATE)) / RATE
    beat = time * tempo / 60
    sound = np.zeros_like(time)
    for step, interval in enumerate((0, 5, 7, 3)):
        playing = (beat // 4).astype(int) % 4 == step
        for tone in (0, 4, 7, 12):
            frequency = 440 * 2 ** ((root + interval + tone - 69) / 12)
            sound[playing] += np.sin(2 * np.pi * frequency * time[playing])
    noise = np.random.default_rng(root).normal(size=time.size)
    sound = 0.1 * sound + 0.2 * noise * np.exp(-18 * (beat % 1))
    buffer = io.BytesIO()
    soundfile.write(buffer, sound.astype(np.float32), RATE, format="FLAC")
    return buffer.getvalue()
