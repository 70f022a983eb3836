"""Which instruments a profile's tags speak of.

The tagger knows words for six families; bass, brass, reeds and organ it has no word for, so nothing
is said about them.  What each reading is worth is in docs/matching.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from matching.encoders.musicnn_tags import TAG_INDEX
from matching.profile.track import TrackProfile

#: Family: the tags that speak for it.
INSTRUMENT_TAGS: Mapping[str, tuple[str, ...]] = {
    "piano": ("piano",),
    "guitar": ("guitar", "mtt:guitar"),
    "strings": ("strings", "violin", "cello"),
    "flute": ("flute",),
    "synth": ("synth",),
    "drums": ("drums", "beat", "beats"),
}


def instruments(profile: TrackProfile) -> Mapping[str, float]:
    """Family: 0..1, the highest probability among the tags that speak for it.

    The tagger gives low probabilities; compare tracks by them rather than with one half.
    """
    return {
        family: max(float(profile.tags[TAG_INDEX[tag]]) for tag in tags)
        for family, tags in INSTRUMENT_TAGS.items()
    }
