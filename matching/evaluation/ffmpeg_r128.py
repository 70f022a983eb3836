"""Loudness and true peak as FFmpeg's own filter ``ebur128`` measures them, to compare ours with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import av
import av.filter
from av.filter.context import FilterContext


@dataclass(frozen=True)
class Reference:
    """What the filter says about a whole file."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float


def ebur128(path: Path) -> Reference:
    """Sends a file's sound through the filter as it is: own rate, own channels.

    Mono counts as one channel, as in BS.1770 (the filter's ``dualmono`` stays off).
    """
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        graph = av.filter.Graph()
        source = graph.add_abuffer(template=stream)
        meter = graph.add("ebur128", "peak=true:metadata=1:framelog=quiet")
        sink = graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        last: dict[str, str] = {}
        for frame in container.decode(stream):
            source.push(frame)
            last = _newest(sink, last)
        source.push(None)
        last = _newest(sink, last)
    peaks = [float(value) for key, value in last.items() if "true_peaks_ch" in key]
    peak = max(peaks, default=0.0)
    return Reference(
        integrated_lufs=float(last["lavfi.r128.I"]),
        range_lu=float(last["lavfi.r128.LRA"]),
        true_peak_dbtp=20 * math.log10(peak) if peak > 0 else -math.inf,
    )


def _newest(sink: FilterContext, last: dict[str, str]) -> dict[str, str]:
    """The metadata of the last frame that the filter lets go of."""
    while True:
        try:
            frame = sink.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return last
        if frame is not None and "lavfi.r128.I" in frame.metadata:
            last = dict(frame.metadata)
