"""A profile keeps exactly what was measured and refuses what is half-made."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.encoders.musicnn_tags import TAG_INDEX
from matching.profile import tag_facets
from matching.profile.track import FACETS, TIMBRE_SIZE, TrackProfile


def a_profile(seed: int = 0) -> TrackProfile:
    draw = np.random.default_rng(seed)

    def vector(size: int) -> np.ndarray:
        return draw.random(size, dtype=np.float32)

    return TrackProfile(
        analyser="test-1",
        duration_s=12.5,
        facets={
            name: float(value) for name, value in zip(FACETS, vector(len(FACETS)), strict=True)
        },
        tags=vector(100),
        style=vector(400),
        spread=vector(400),
        intro=vector(400),
        outro=vector(400),
        peaks=draw.integers(0, 256, 400).astype(np.uint8),
        preview_start_s=2.0,
        warnings=("truncated",),
        timbre=vector(TIMBRE_SIZE),
    )


@given(st.integers(0, 1_000))
def test_packing_keeps_everything_and_is_stable(seed: int) -> None:
    profile = a_profile(seed)
    packed = profile.pack()
    again = TrackProfile.unpack(packed)
    assert again.pack() == packed
    assert again.facets == profile.facets
    assert again.warnings == profile.warnings
    for name in ("tags", "style", "spread", "intro", "outro", "peaks", "timbre"):
        assert np.array_equal(getattr(again, name), getattr(profile, name))


def test_the_width_of_the_style_is_the_models() -> None:
    vectors = {
        name: np.full(512, 0.1, np.float32) for name in ("style", "spread", "intro", "outro")
    }
    wide = replace(a_profile(), analyser="other-1", **vectors)
    assert TrackProfile.unpack(wide.pack()).style.shape == (512,)
    assert TrackProfile.unpack(a_profile().pack()).style.shape == (400,)


def test_profiles_stored_before_timbre_was_measured_still_open() -> None:
    packed, older = io.BytesIO(a_profile().pack()), io.BytesIO()
    with zipfile.ZipFile(packed) as now, zipfile.ZipFile(older, "w") as before:
        for name in now.namelist():
            if name != "timbre.npy":
                before.writestr(name, now.read(name))
    opened = TrackProfile.unpack(older.getvalue())
    assert opened.timbre.shape == (TIMBRE_SIZE,)
    assert not opened.timbre.any()
    assert np.array_equal(opened.style, a_profile().style)


def test_a_packed_profile_is_small() -> None:
    assert len(a_profile().pack()) < 12_000


def test_facets_come_as_a_row_in_their_order() -> None:
    profile = a_profile()
    assert profile.facet_row().tolist() == pytest.approx([profile.facets[n] for n in FACETS])


@pytest.mark.parametrize("packed", [b"", b"not a profile", b"PK\x03\x04"])
def test_other_bytes_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match="not a packed track profile"):
        TrackProfile.unpack(packed)


def test_half_made_profiles_are_refused() -> None:
    profile = a_profile()
    with pytest.raises(ValueError, match="style"):
        replace(profile, style=np.zeros((2, 200), np.float32))
    with pytest.raises(ValueError, match="spread"):  # as wide as another model's style
        replace(profile, style=np.zeros(200, np.float32))
    with pytest.raises(ValueError, match="tags"):
        replace(profile, tags=np.full(100, np.nan, np.float32))
    with pytest.raises(ValueError, match="tempo_bpm"):
        replace(profile, facets={**profile.facets, "tempo_bpm": float("nan")})


def tags(**strong: float) -> np.ndarray:
    mean = np.full(100, 0.02, np.float32)
    for tag, value in strong.items():
        mean[TAG_INDEX[tag.replace("_", " ")]] = value
    return mean


def test_tags_speak_for_voice_and_against_it() -> None:
    assert tag_facets.vocal(tags(female_vocal=0.8, singing=0.7)) > 0.8
    assert tag_facets.vocal(tags(no_vocals=0.6, instrumental=0.7)) < 0.3


def test_tags_speak_for_acoustic_and_driving_music() -> None:
    assert tag_facets.acoustic(tags(piano=0.8)) > tag_facets.acoustic(tags(techno=0.8))
    assert tag_facets.driving(tags(techno=0.8)) > tag_facets.driving(tags(slow=0.8))
