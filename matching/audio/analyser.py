"""An analyser: an audio model, how much of a recording it hears, and the name of its profiles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from matching.audio.analyse import analyse_file, analyser_name
from matching.audio.windows import Coverage
from matching.encoders.paired import Hearing
from matching.encoders.registry import audio_encoder, coverage, setting_of
from matching.profile.analyser import coverage_of
from matching.profile.track import TrackProfile


@dataclass(frozen=True)
class Analyser:
    """`setting` is what opens the model again in another process; empty: the bundled one."""

    encoder: Hearing
    coverage: Coverage
    setting: str

    @property
    def name(self) -> str:
        return analyser_name(self.encoder, self.coverage)

    def hear(self, path: Path) -> TrackProfile:
        """The profile of one recording; raises AudioProblem."""
        return analyse_file(path, self.encoder, coverage=self.coverage)


def configured_analyser() -> Analyser:
    """The analyser that the settings ask for; raises EncoderUnavailable."""
    return Analyser(audio_encoder(), coverage(), setting_of("audio"))


def analyser_like(setting: str, name: str) -> Analyser:
    """The analyser with this model, hearing as much as the one called ``name`` did.

    Its own name differs where the model's files or the way of measuring changed since. Raises
    EncoderUnavailable.
    """
    heard: Coverage = "full" if coverage_of(name) == "full" else "windows"
    return Analyser(audio_encoder(setting), heard, setting)
