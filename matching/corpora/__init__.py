"""Real music to measure with: each track with what its makers say of it.

``starter`` comes with an installed package; ``open_music`` and ``openmsx`` are fetched once from
Debian's archive into ``bench_dir()``.  None of it is part of this repository.
"""

from matching.corpora.analysed import profiles
from matching.corpora.open_catalogue import open_music
from matching.corpora.openmsx_renders import openmsx
from matching.corpora.starter_catalogue import starter
from matching.corpora.track import CorpusMissing, CorpusTrack, bench_dir

__all__ = [
    "CorpusMissing",
    "CorpusTrack",
    "bench_dir",
    "open_music",
    "openmsx",
    "profiles",
    "starter",
]
