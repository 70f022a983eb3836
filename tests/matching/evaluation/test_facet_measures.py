"""The measures behind bench facets, on cases whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from matching.audio.key import Key
from matching.audio.sound import listen
from matching.audio.tempo import SETTINGS
from matching.encoders.musicnn_tags import TAG_INDEX
from matching.evaluation.ffmpeg_r128 import ebur128
from matching.evaluation.key_figures import mirex_score
from matching.evaluation.tempo_choice import Case, candidates, replayed, right, table
from matching.profile.instruments import INSTRUMENT_TAGS, instruments
from tests.matching.conftest import WriteSound
from tests.matching.profile.test_track import a_profile


@pytest.mark.parametrize(
    ("found", "score"),
    [
        (Key(0, True), 1.0),
        (Key(7, True), 0.5),
        (Key(5, True), 0.5),
        (Key(9, False), 0.3),
        (Key(0, False), 0.2),
        (Key(4, False), 0.0),
    ],
)
def test_mirex_scores_keys_against_c_major(found: Key, score: float) -> None:
    assert mirex_score(found, Key(0, True)) == score


def test_the_relative_major_of_a_minor_key_counts() -> None:
    assert mirex_score(Key(0, True), Key(9, False)) == 0.3


def test_right_within_four_percent_and_up_to_the_octave() -> None:
    assert [bool(each) for each in right(103.0, 100.0)] == [True, True]
    assert [bool(each) for each in right(199.0, 100.0)] == [False, True]
    assert [bool(each) for each in right(150.0, 100.0)] == [False, False]


@pytest.mark.parametrize(("rate", "channels"), [(44_100, 2), (48_000, 1)])
def test_loudness_and_peak_agree_with_ffmpeg(
    write_sound: WriteSound, rate: int, channels: int
) -> None:
    generator = np.random.default_rng(1)
    level = np.interp(np.linspace(0, 1, rate * 8), (0, 0.4, 0.6, 1), (0.4, 0.4, 0.001, 0.2))
    sound = gaussian_filter1d(generator.uniform(-1, 1, (rate * 8, channels)), 1.5, axis=0)
    sound = (sound * level[:, None]).astype(np.float32)
    path = write_sound("loud.flac", sound, rate)
    ours, theirs = listen(path, rate=16_000), ebur128(path)
    assert ours.loudness_lufs == pytest.approx(theirs.integrated_lufs, abs=0.1)
    assert ours.true_peak_dbtp == pytest.approx(theirs.true_peak_dbtp, abs=0.3)


def test_no_candidate_has_a_narrow_prior() -> None:
    assert min(each.octaves for each in candidates()) >= 1.0
    assert SETTINGS in candidates()


def test_the_rule_prefers_what_is_right_and_then_what_is_simple() -> None:
    beats = np.zeros(3_000, np.float32)
    beats[::50] = 1.0  # 120 BPM
    cases = [Case("a", 120.0, beats), *replayed([("b", 120.0, beats)])]
    judged = table(cases, candidates())
    best = judged.best()
    figures = 0.5 * (judged.exact + judged.forgiven).mean(axis=1)
    assert figures[best] == pytest.approx(figures.max())
    assert best == int(np.flatnonzero(np.isclose(figures, figures.max()))[0])


def test_instruments_are_read_from_their_tags() -> None:
    profile = a_profile()
    profile.tags[TAG_INDEX["violin"]] = 0.9
    read = instruments(profile)
    assert set(read) == set(INSTRUMENT_TAGS)
    assert read["strings"] == pytest.approx(0.9)
