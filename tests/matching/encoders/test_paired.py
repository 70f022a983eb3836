"""A joint model gives the style, the bundled one tags and facets, out of one decoding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matching.audio.analyse import analyse_file, analyser_name
from matching.encoders.base import AudioEncoder
from matching.encoders.joint import ClapEncoder
from matching.encoders.paired import PairedEncoder
from matching.profile.analyser import coverage_of, style_space
from matching.profile.track import TrackProfile
from tests.matching.conftest import WriteSound
from tests.matching.encoders.tiny_models import tiny_clap


@pytest.fixture
def paired(encoder: AudioEncoder, tmp_path: Path) -> PairedEncoder:
    return PairedEncoder(style=ClapEncoder(tiny_clap(tmp_path / "clap")), tagger=encoder)


def test_only_the_style_is_the_joint_models(
    write_sound: WriteSound, music: np.ndarray, encoder: AudioEncoder, paired: PairedEncoder
) -> None:
    path = write_sound("song.flac", music)
    bundled, joint = analyse_file(path, encoder), analyse_file(path, paired)
    np.testing.assert_array_equal(joint.tags, bundled.tags)
    assert joint.facets == bundled.facets
    assert (
        joint.style.shape == joint.intro.shape == joint.outro.shape == joint.spread.shape == (16,)
    )
    assert np.linalg.norm(joint.style) == pytest.approx(1, abs=1e-5)
    assert TrackProfile.unpack(joint.pack()).style.tolist() == joint.style.tolist()
    assert joint.analyser == analyser_name(paired)
    assert style_space(joint.analyser).startswith(paired.name)
    assert style_space(joint.analyser) != style_space(bundled.analyser)
    fuller = analyser_name(paired, "full")
    assert style_space(joint.analyser) == style_space(fuller)
    assert coverage_of(joint.analyser) == "windows"


def test_shorter_than_a_window_is_heard_too(
    write_sound: WriteSound, music: np.ndarray, paired: PairedEncoder
) -> None:
    short = analyse_file(write_sound("short.flac", music[: 4 * 44_100]), paired)
    assert np.isfinite(short.style).all()
    assert np.linalg.norm(short.style) == pytest.approx(1, abs=1e-5)
