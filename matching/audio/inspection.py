"""One cheap pass over a file beside the analysis: its faults, and what tells it from others."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.audio.decode import Decoding, Limits
from matching.audio.errors import AudioProblem
from matching.audio.fingerprint import Fingerprint, Fingerprinter
from matching.audio.quality import Finding, findings
from matching.audio.quality_meter import QualityMeter

_INT16 = 32_767.0
_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, eq=False)
class Inspection:
    """What is wrong with a recording, and which one it is."""

    seconds: float
    findings: list[Finding]
    fingerprint: Fingerprint
    sound_sha256: str  # of the decoded samples in 16 bits: the same in every lossless container


def inspect(path: Path, limits: Limits = _DEFAULT_LIMITS) -> Inspection:
    """Decodes a file once more, without any model. Raises AudioProblem."""
    decoding = Decoding(path, limits)
    meter: QualityMeter | None = None
    fingerprinter: Fingerprinter | None = None
    digest = hashlib.sha256()
    for rate, block in decoding.blocks():
        if meter is None or fingerprinter is None:
            meter = QualityMeter(rate, len(block))
            fingerprinter = Fingerprinter(rate)
            digest.update(f"{rate} {len(block)} ".encode())
        meter.feed(block)
        fingerprinter.feed(block)
        whole = np.round(np.clip(block.T, -1.0, 1.0) * _INT16).astype("<i2")
        digest.update(whole.tobytes())
    if meter is None or fingerprinter is None:
        raise AudioProblem("unreadable" if decoding.found_audio else "not_audio")
    return Inspection(
        seconds=decoding.seconds,
        findings=findings(
            meter.measured(),
            truncated=decoding.truncated,
            damaged_packets=0 if decoding.second_decoder else decoding.damaged_packets,
        ),
        fingerprint=fingerprinter.fingerprint(),
        sound_sha256=digest.hexdigest(),
    )


def fingerprint_file(path: Path, limits: Limits = _DEFAULT_LIMITS) -> Fingerprint:
    """Only what tells the recording from others; empty for a file without sound.

    Raises AudioProblem.
    """
    made: Fingerprinter | None = None
    for rate, block in Decoding(path, limits).blocks():
        made = made or Fingerprinter(rate)
        made.feed(block)
    return np.zeros(0, dtype=np.uint32) if made is None else made.fingerprint()
