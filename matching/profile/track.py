"""The profile of a track: everything later steps need, so that audio is decoded only once."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

FACETS: tuple[str, ...] = (
    "tempo_bpm",  # beats per minute, 50..200
    "tempo_confidence",  # 0..1
    "key",  # 0..11, C = 0
    "mode",  # 1 major, 0 minor
    "energy",  # 0..1
    "energy_spread",  # 0..1, how much energy changes within the track
    "brightness",  # 0..1
    "dynamics_db",  # spread between loud and quiet passages
    "loudness_lufs",  # integrated, EBU R128
    "true_peak_dbtp",
    "vocal",  # 0..1
    "acoustic",  # 0..1
    "onset_rate",  # onsets per second
)

TAG_COUNT = 100
STYLE_SIZE = 400  # of the bundled audio model; other models have their own
PEAK_COUNT = 400
CEPSTRA = 20
# Their means (without the first), spreads, and correlations of every two.
TIMBRE_SIZE = (CEPSTRA - 1) + CEPSTRA + CEPSTRA * (CEPSTRA - 1) // 2

# A fixed date makes packed profiles equal byte for byte when their content is equal.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
# Kind and length of every array; None: as long as the style.
_ARRAYS: Mapping[str, tuple[type, int | None]] = {
    "tags": (np.float32, TAG_COUNT),
    "style": (np.float32, None),
    "spread": (np.float32, None),
    "intro": (np.float32, None),
    "outro": (np.float32, None),
    "peaks": (np.uint8, PEAK_COUNT),
    "timbre": (np.float32, TIMBRE_SIZE),
}
# Profiles of earlier analysers were stored without these.
_LATER = ("timbre",)


@dataclass(frozen=True, eq=False)
class TrackProfile:
    """Facets, tags and style of one recording; d is the width of the style of its audio model.

    Raises ValueError when an array has another size than documented or a facet is missing or not
    finite, so that nothing half-made reaches an index.
    """

    analyser: str  # version of the analysis that made this profile
    duration_s: float
    facets: Mapping[str, float]  # keys are FACETS
    tags: npt.NDArray[np.float32]  # (100,) probabilities, order of musicnn_tags.TAGS
    style: npt.NDArray[np.float32]  # (d,) unit vector, the encoder's parts of equal weight
    spread: npt.NDArray[np.float32]  # (d,) standard deviation over windows, parts as in style
    intro: npt.NDArray[np.float32]  # (d,) unit vector of the first seconds
    outro: npt.NDArray[np.float32]  # (d,) unit vector of the last seconds
    peaks: npt.NDArray[np.uint8]  # (400,) waveform peaks for drawing, 255 = loudest of the track
    preview_start_s: float  # start of the most telling 10 seconds
    warnings: tuple[str, ...] = ()  # codes of matching.audio.errors that did not stop the analysis
    # (229,) cepstra of matching.audio.cepstra, all zeros where they were not measured
    timbre: npt.NDArray[np.float32] = field(
        default_factory=lambda: np.zeros(TIMBRE_SIZE, dtype=np.float32)
    )

    def __post_init__(self) -> None:
        if self.style.ndim != 1 or not self.style.size:
            raise ValueError(f"style is {self.style.shape}, not one vector")
        for name, (kind, given) in _ARRAYS.items():
            array = getattr(self, name)
            size = given if given is not None else self.style.size
            if array.shape != (size,) or array.dtype != kind:
                raise ValueError(f"{name} is {array.dtype} {array.shape}, not {kind} ({size},)")
            if not np.isfinite(array).all():
                raise ValueError(f"{name} has values that are not finite")
        wrong = [name for name in FACETS if not np.isfinite(self.facets.get(name, np.nan))]
        if wrong or len(self.facets) != len(FACETS):
            raise ValueError(f"facets are not complete and finite: {', '.join(wrong)}")

    def facet_row(self) -> npt.NDArray[np.float32]:
        """(len(FACETS),) in the order of FACETS."""
        return np.array([self.facets[name] for name in FACETS], dtype=np.float32)

    def pack(self) -> bytes:
        """The profile as an ``.npz`` archive; equal profiles give equal bytes."""
        plain: dict[str, Any] = {
            each.name: getattr(self, each.name) for each in fields(self) if each.name not in _ARRAYS
        }
        plain["facets"] = {name: float(self.facets[name]) for name in FACETS}
        head = np.frombuffer(json.dumps(plain, sort_keys=True).encode(), dtype=np.uint8)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name in ("head", *_ARRAYS):
                member = io.BytesIO()
                array = head if name == "head" else getattr(self, name)
                np.lib.format.write_array(member, np.ascontiguousarray(array))
                archive.writestr(zipfile.ZipInfo(f"{name}.npy", _ZIP_DATE), member.getvalue())
        return buffer.getvalue()

    @classmethod
    def unpack(cls, packed: bytes) -> TrackProfile:
        """The profile that ``pack`` wrote; raises ValueError for anything else."""
        if not zipfile.is_zipfile(io.BytesIO(packed)):
            raise ValueError("these bytes are not a packed track profile")
        try:
            with np.load(io.BytesIO(packed), allow_pickle=False) as archive:
                kept = [name for name in _ARRAYS if name not in _LATER or name in archive]
                arrays = {name: archive[name] for name in kept}
                plain = json.loads(archive["head"].tobytes())
            plain["warnings"] = tuple(plain["warnings"])
            return cls(**plain, **arrays)
        except (OSError, KeyError, TypeError, zipfile.BadZipFile) as problem:
            raise ValueError("these bytes are not a packed track profile") from problem
