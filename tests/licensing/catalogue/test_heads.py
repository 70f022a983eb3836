"""When editors described enough tracks, a head is trained, judged, and used if it won."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone

from licensing.catalogue.heads import TRAIN, head_train_if_due
from licensing.catalogue.indexing import index_refresh
from licensing.catalogue.models import AudioAsset, Track, TrackTag
from matching.changes.services import Report, model_report
from matching.changes.words import live_audio_words
from matching.encoders.registry import text_encoder
from matching.jobs.models import Job
from matching.models import AlignmentHead
from matching.profile.track import FACETS, TrackProfile
from matching.semantics.words import understand_words
from matching.semantics.words_in_audio import with_direction
from matching.services import profile_store
from tests.licensing.audio import work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
KINDS = (
    ("harp", "gentle", "waterfall"), ("metal", "furious", "stadium"), ("choir", "latin", "chapel"),
    ("techno", "pounding", "basement"), ("bossa nova", "breezy", "beach"),
    ("bagpipes", "parade", "highlands"),
)  # fmt: skip


@pytest.fixture
def catalogue(tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """180 tracks of six kinds; styles follow the kind, everything else is alike. The kinds."""
    settings.MATCHING_HEAD_TRACKS = 120  # type: ignore[attr-defined]
    monkeypatch.setenv("MODELS_DIR", str(tmp_path / "models"))
    draw = np.random.default_rng(2)
    centres = draw.normal(size=(len(KINDS), 40))
    kinds = draw.integers(0, len(KINDS), 180)
    for number, kind in enumerate(kinds):
        style = 2.0 + centres[kind] + 0.5 * draw.normal(size=40)
        style = (style / np.linalg.norm(style)).astype(np.float32)
        heard = TrackProfile(
            analyser="test-windows-1", duration_s=60.0, facets=dict.fromkeys(FACETS, 0.5),
            tags=np.full(100, 0.05, np.float32), style=style, spread=style, intro=style,
            outro=style, peaks=np.zeros(400, np.uint8), preview_start_s=0.0,
        )  # fmt: skip
        sha256 = f"{number:064x}"
        asset = AudioAsset.objects.create(
            sha256=sha256, file="x", bytes=1, original_name="x",
            profile=profile_store(sha256=sha256, profile=heard),
        )  # fmt: skip
        track = Track.objects.create(
            title=f"No. {number}", artist=f"Artist {number % 45}", asset=asset
        )
        said = draw.choice(KINDS[kind], 2, replace=False)
        TrackTag.objects.bulk_create(TrackTag(track=track, tag=tag) for tag in said)
    index_refresh()
    model_report(Report(kind="text", setting="", name=text_encoder().name))
    return kinds


def test_it_is_trained_judged_and_used(catalogue: np.ndarray) -> None:
    assert live_audio_words() == []
    assert head_train_if_due() is not None
    assert head_train_if_due() is None  # one at a time
    assert work_off() == ["done"]
    head = AlignmentHead.objects.get()
    assert head.won, head.figures
    assert head.figures["recall_with_head"] > head.figures["recall_pool"]
    (door,) = live_audio_words()
    assert (door.space, door.languages) == ("test-1", frozenset({"en"}))
    understood = with_direction(understand_words("a gentle harp"), "a gentle harp", [door])
    assert understood.direction is not None
    assert len(understood.direction.vector) == 40
    assert head_train_if_due() is None
    # Nothing was described since, so a later day trains nothing either.
    long_ago = timezone.now() - timedelta(days=3)
    AlignmentHead.objects.update(created_at=long_ago)
    Job.objects.update(created_at=long_ago)
    assert head_train_if_due() is None
    TrackTag.objects.create(track=Track.objects.first(), tag="new")
    assert head_train_if_due() is not None


def test_descriptions_that_say_nothing_of_the_sound_are_refused(catalogue: np.ndarray) -> None:
    """The same tags, dealt out among all tracks."""
    tags = list(TrackTag.objects.order_by("pk").values_list("tag", flat=True))
    TrackTag.objects.all().delete()
    dealt = np.random.default_rng(4).permutation(tags)
    tracks = list(Track.objects.order_by("pk"))
    TrackTag.objects.bulk_create(
        [TrackTag(track=tracks[place // 2], tag=tag) for place, tag in enumerate(dealt)],
        ignore_conflicts=True,
    )
    head_train_if_due()
    assert work_off() == ["done"]
    assert not AlignmentHead.objects.get().won
    assert live_audio_words() == []


def test_too_few_descriptions_train_nothing(catalogue: np.ndarray, settings: object) -> None:
    settings.MATCHING_HEAD_TRACKS = 500  # type: ignore[attr-defined]
    assert head_train_if_due() is None
    assert not Job.objects.filter(kind=TRAIN).exists()
