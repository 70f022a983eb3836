"""Style from one model, tags and facets from another, out of one decoding of a recording.

Models that place sound and words in one space know no tags. The facets, the reasons and half of
the matching are built on the bundled tagger's 100 tags, so such a model never hears alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from matching.encoders.base import AudioEncoder


@dataclass(frozen=True)
class PairedEncoder:
    """Two encoders that hear the same recording, each at its own rate and in its own windows."""

    style: AudioEncoder  # gives style, spread, intro and outro
    tagger: AudioEncoder  # gives the tags; facets are measured at its rate

    @property
    def name(self) -> str:
        return f"{self.style.name}+{self.tagger.name}"


Hearing = AudioEncoder | PairedEncoder


def hearing(encoder: Hearing) -> tuple[AudioEncoder, AudioEncoder]:
    """Which model gives the style, and which the tags; one and the same for a plain encoder."""
    if isinstance(encoder, PairedEncoder):
        return encoder.style, encoder.tagger
    return encoder, encoder
