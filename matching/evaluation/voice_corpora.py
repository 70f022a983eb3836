"""Music of which it is known whether somebody sings, in halves: one to choose on, one to report.

Sung are the songs of Obsidian Shell (marsshooter-data), one album in each half.  Not sung are
OpenMSX in its own halves, the same pieces on one acoustic guitar, and the packages of instrumental
music, alternately by name.  openclonk-data is left out, because nobody states that its tracks are
without voices.  The starter tracks, made to be instrumental, are only ever reported.
"""

from __future__ import annotations

from dataclasses import dataclass

from matching.corpora import CorpusTrack, open_music, openmsx, starter
from matching.evaluation.rearranged import rearranged

_SONGS = "marsshooter-data"
_UNSTATED = "openclonk-data"
_CHOOSE_ALBUM = "Elysia"


@dataclass(frozen=True)
class Voiced:
    """A track, whether it is sung, and what it is grouped by when something is held out."""

    track: CorpusTrack
    sung: bool
    group: str
    half: str  # "tune", "report" or "starter"


def voiced() -> list[Voiced]:
    """Every track with its truth; raises CorpusMissing."""
    every = open_music()
    packages = sorted({track.labels["package"] for track in every} - {_SONGS, _UNSTATED})
    halves = {package: ("tune", "report")[place % 2] for place, package in enumerate(packages)}
    found = [Voiced(track, False, "starter", "starter") for track in starter()]
    for track in every:
        package = track.labels["package"]
        if package == _SONGS:
            half = "tune" if track.labels["album"] == _CHOOSE_ALBUM else "report"
            found.append(Voiced(track, True, track.id, half))
        elif package in halves:
            found.append(Voiced(track, False, package, halves[package]))
    for track in openmsx():
        for each in (track, rearranged(track, "guitar")):
            found.append(Voiced(each, False, "openmsx", track.labels["half"]))
    return found
