"""Decodes files that strangers sent: block by block, within limits, and only from real audio.

FFmpeg (through PyAV) reads most; libsndfile is asked where FFmpeg finds less than the shortest
usable recording.  Whatever either library raises comes out as AudioProblem.
"""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import soundfile

from matching.audio.ending import ends_early
from matching.audio.errors import AudioProblem

log = logging.getLogger(__name__)

Samples = npt.NDArray[np.float32]

# Formats whose files hold the sound themselves.  Playlists and manifests (HLS, DASH, concat …) are
# left out on purpose: they would make FFmpeg open other files and addresses.
_FORMATS = "mp3,flac,ogg,wav,w64,aiff,aac,mov,mp4,m4a,matroska,webm,asf,caf,au,ape,wv,tta,amr,ac3"
_OPTIONS = {"format_whitelist": _FORMATS, "protocol_whitelist": "file"}

_MAX_DAMAGED_PACKETS = 500
_RATES = range(4_000, 384_001)  # Hz; nothing outside is music
_SOUNDFILE_BLOCK = 65_536
_BLOCK_SECONDS = 0.5
# Beginnings of the formats in which libsndfile is known to read what FFmpeg refuses.  MP3 is not
# among them: libmpg123 finds a little noise in nearly any file.
_SECOND_ATTEMPT = (b"OggS", b"fLaC", b"RIFF", b"FORM", b"caff")
# A container that claims more time than this few bits a second could fill is not believed.
_LEAST_BITS_PER_SECOND = 6_000
# Encoders pad and headers estimate: only what falls short by more than this was cut off.
_TRUNCATED_SHARE = 0.97
_TRUNCATED_SECONDS = 1.5


@dataclass(frozen=True)
class Limits:
    """How much of a file is read at most."""

    max_bytes: int = 500_000_000
    max_seconds: float = 60 * 60.0
    min_seconds: float = 3.0


@dataclass
class Decoding:
    """Blocks of sound from one file, and what turned up while reading them."""

    path: Path
    limits: Limits = field(default_factory=Limits)
    seconds: float = 0.0  # decoded so far
    claimed_seconds: float | None = None  # what the container says
    damaged_packets: int = 0
    second_decoder: bool = False  # whether only libsndfile could read it; players cannot
    found_audio: bool = False  # whether the container announces sound at all

    def blocks(self) -> Iterator[tuple[int, Samples]]:
        """Yields (rate in Hz, (channels, n) float32 in about −1..1); one or two channels.

        The rate stays the same for the whole file.  Raises AudioProblem.
        """
        size = _size(self.path)
        if size == 0:
            raise AudioProblem("empty")
        if size > self.limits.max_bytes:
            raise AudioProblem("too_large", megabytes=self.limits.max_bytes / 1e6)
        held: list[tuple[int, Samples]] = []  # so that a second decoder can still start over
        enough = False
        for rate, block in self._with_ffmpeg(size):
            self._count(block.shape[1], rate)
            if enough:
                yield rate, block
                continue
            held.append((rate, block))
            enough = self.seconds >= self.limits.min_seconds
            if enough:
                yield from held
        if not enough:
            yield from self._second_attempt(held)

    @property
    def truncated(self) -> bool:
        """Whether the file ended before its format or its container says it should."""
        if ends_early(self.path):
            return True
        if self.claimed_seconds is None:
            return False
        missing = self.claimed_seconds - self.seconds
        return missing > _TRUNCATED_SECONDS and self.seconds < (
            _TRUNCATED_SHARE * self.claimed_seconds
        )

    def _count(self, samples: int, rate: int) -> None:
        self.seconds += samples / rate
        if self.seconds > self.limits.max_seconds:
            raise AudioProblem("too_long", minutes=self.limits.max_seconds / 60)

    def _second_attempt(self, held: list[tuple[int, Samples]]) -> Iterator[tuple[int, Samples]]:
        by_ffmpeg, self.seconds = self.seconds, 0.0
        heard = False
        try:
            for rate, block in _with_soundfile(self.path):
                self._count(block.shape[1], rate)
                heard = self.second_decoder = True
                yield rate, block
        except (soundfile.SoundFileError, OSError) as problem:
            log.info("libsndfile cannot read %s either: %s", self.path, problem)
        if not heard:
            self.seconds = by_ffmpeg
            yield from held

    def _with_ffmpeg(self, size: int) -> Iterator[tuple[int, Samples]]:
        # PyAV raises FFmpegError, but also ValueError, EOFError or MemoryError from damaged files;
        # none of them may stop a worker, so all are treated as the end of what can be read.
        try:
            container = av.open(str(self.path), options=_OPTIONS, metadata_errors="ignore")
        except Exception as problem:
            log.info("FFmpeg cannot open %s: %s", self.path, problem)
            return
        with container:
            if not container.streams.audio:
                return
            self.found_audio = True
            stream = container.streams.audio[0]
            self._check_claim(container.duration, size)
            yield from self._frames(container, stream)

    def _check_claim(self, duration: int | None, size: int) -> None:
        if not duration or duration <= 0:
            return
        self.claimed_seconds = duration / av.time_base
        believable = size * 8 / self.claimed_seconds >= _LEAST_BITS_PER_SECOND
        if believable and self.claimed_seconds > self.limits.max_seconds:
            raise AudioProblem("too_long", minutes=self.limits.max_seconds / 60)

    def _frames(
        self, container: av.container.InputContainer, stream: av.AudioStream
    ) -> Iterator[tuple[int, Samples]]:
        shape: tuple[str, int] | None = None
        resampler: av.AudioResampler | None = None
        source: tuple[str, str, int] | None = None
        # Decoders give 20 ms at a time; handing over longer blocks costs a third less in all.
        waiting = av.AudioFifo()
        for frame in self._decoded(container, stream):
            if frame.rate not in _RATES or not frame.samples:
                continue
            if shape is None:
                shape = ("mono" if frame.layout.nb_channels == 1 else "stereo"), frame.rate
            if source != (frame.format.name, frame.layout.name, frame.rate):
                # The first frame, or a chained stream that goes on in another format.
                source = (frame.format.name, frame.layout.name, frame.rate)
                resampler = (
                    None
                    if source == ("fltp", *shape)
                    else av.AudioResampler(format="fltp", layout=shape[0], rate=shape[1])
                )
            try:
                for part in [frame] if resampler is None else resampler.resample(frame):
                    part.pts = None  # gaps and repeats in the time stamps are no sound
                    waiting.write(part)
            except Exception:
                self.damaged_packets += 1
                continue
            if waiting.samples >= _BLOCK_SECONDS * shape[1]:
                yield shape[1], _read(waiting)
        if shape is not None and waiting.samples:
            yield shape[1], _read(waiting)

    def _decoded(
        self, container: av.container.InputContainer, stream: av.AudioStream
    ) -> Iterator[av.AudioFrame]:
        """Every frame that can be decoded; what cannot is counted as damaged."""
        packets = container.demux(stream)
        while self.damaged_packets <= _MAX_DAMAGED_PACKETS:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except Exception as problem:
                log.info("FFmpeg stops reading %s: %s", self.path, problem)
                self.damaged_packets += 1
                return
            try:
                frames = packet.decode()
            except Exception:
                self.damaged_packets += 1
                continue
            yield from frames


def _read(waiting: av.AudioFifo) -> Samples:
    """(channels, n) of everything that waits."""
    frame = waiting.read()
    assert frame is not None  # noqa: S101  asked only when something waits
    return _finite(frame.to_ndarray())


def _with_soundfile(path: Path) -> Iterator[tuple[int, Samples]]:
    with path.open("rb") as stream:
        if not stream.read(4).startswith(_SECOND_ATTEMPT):
            return
    with soundfile.SoundFile(path) as sound:
        if sound.samplerate not in _RATES:
            return
        for block in sound.blocks(_SOUNDFILE_BLOCK, dtype="float32", always_2d=True):
            yield sound.samplerate, _finite(block[:, :2].T)


def _finite(block: npt.NDArray[Any]) -> Samples:
    """The block with silence where a damaged file holds what is no number."""
    # A sum is finite only if all its terms are, and takes a tenth of looking at each.
    return block if np.isfinite(block.sum()) else np.nan_to_num(block, posinf=0.0, neginf=0.0)


def _size(path: Path) -> int:
    """Bytes of a plain file; a pipe or device could keep a worker waiting for ever."""
    try:
        status = path.stat()
    except OSError as problem:
        raise AudioProblem("unreadable") from problem
    if not stat.S_ISREG(status.st_mode):
        raise AudioProblem("unreadable")
    return status.st_size
