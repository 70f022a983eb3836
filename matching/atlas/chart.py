"""The map of one catalogue as a value: places, regions at two scales, and their names."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.float32]


@dataclass(frozen=True)
class Fidelity:
    """trustworthiness: 1 where no stranger lies among the nearest 15 (J. Venna and S. Kaski, 2001),
    about 0.5 by chance. kept: share of the 15 most alike that are among the 15 nearest on the map.
    broad: rank correlation of the distances of any two tracks, for the picture as a whole.
    """

    trustworthiness: float
    kept: float
    broad: float


@dataclass(frozen=True)
class Region:
    """A part of the map with a name; ``x``, ``y`` are its summit."""

    en: str
    zh: str
    x: float
    y: float
    count: int

    def name(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, eq=False)
class Chart:
    """ids (n,) int64 ascending; places (n, 2) float32; prints (n,) uint32, of each track's style;
    region, quarter (n,) uint8: places in ``regions`` (overview) and ``quarters`` (detail).

    changed: tracks that came, went or sound otherwise since the whole was last laid out; anew:
    whether this chart was; fidelity: of that layout.
    """

    ids: NDArray[np.int64]
    places: Places
    prints: NDArray[np.uint32]
    region: NDArray[np.uint8]
    quarter: NDArray[np.uint8]
    regions: tuple[Region, ...]
    quarters: tuple[Region, ...]
    space: str
    changed: int
    anew: bool
    fidelity: Fidelity

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Rows of those of the ascending ``ids`` that are on the map."""
        at = np.searchsorted(self.ids, ids)
        at[at == len(self.ids)] = 0
        known = self.ids[at] == ids if len(self.ids) else np.zeros(len(ids), dtype=bool)
        return np.asarray(at[known], dtype=np.int64)

    def pack(self) -> bytes:
        """The chart as bytes; ``unpack`` reads them."""
        said = {
            "regions": [vars(each) for each in self.regions],
            "quarters": [vars(each) for each in self.quarters],
            "space": self.space,
            "changed": self.changed,
            "anew": self.anew,
            "fidelity": vars(self.fidelity),
        }
        stream = io.BytesIO()
        np.savez_compressed(
            stream,
            ids=self.ids,
            places=self.places,
            prints=self.prints,
            region=self.region,
            quarter=self.quarter,
            said=np.frombuffer(json.dumps(said).encode(), dtype=np.uint8),
        )
        return stream.getvalue()

    @classmethod
    def unpack(cls, packed: bytes) -> Chart:
        """Raises ValueError or KeyError for bytes that are no chart."""
        with np.load(io.BytesIO(packed), allow_pickle=False) as stored:
            columns: dict[str, Any] = {name: stored[name] for name in stored.files}
        said = json.loads(columns.pop("said").tobytes())
        return cls(
            **columns,
            regions=tuple(Region(**each) for each in said["regions"]),
            quarters=tuple(Region(**each) for each in said["quarters"]),
            space=said["space"],
            changed=said["changed"],
            anew=said["anew"],
            fidelity=Fidelity(**said["fidelity"]),
        )
