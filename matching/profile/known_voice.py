"""What is known about the singing of a recording outweighs what the analysis heard."""

from __future__ import annotations

from dataclasses import replace

from matching.encoders.musicnn_tags import TAG_INDEX
from matching.profile.tag_facets import NO_VOICE, VOICE
from matching.profile.track import TrackProfile

_SUNG = ("vocals", "vocal", "voice", "singing")
# Probabilities that the tagger itself gives at most and at least: tags are compared by log-odds,
# and a bare 0 or 1 would stretch the scale on which all other tracks are told apart.
_CERTAIN, _ABSENT = 0.6, 0.001


def with_known_voice(profile: TrackProfile, voice: float | None) -> TrackProfile:
    """The profile with facet and tags saying what is known.

    voice: 1 where somebody sings, 0 where nobody does, None where it is not known.
    """
    if voice is None:
        return profile
    sung = voice >= 0.5
    tags = profile.tags.copy()
    for tag in _SUNG if sung else NO_VOICE:
        tags[TAG_INDEX[tag]] = max(tags[TAG_INDEX[tag]], _CERTAIN)
    for tag in NO_VOICE if sung else VOICE:
        tags[TAG_INDEX[tag]] = min(tags[TAG_INDEX[tag]], _ABSENT)
    return replace(profile, facets={**profile.facets, "vocal": float(voice)}, tags=tags)
