"""Trains a head from words to sounds when the catalogue's own descriptions are enough for one."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from licensing.catalogue.models import Track
from matching.alignment.described import Described, fingerprint
from matching.jobs.models import Job
from matching.jobs.registry import Report
from matching.jobs.services import job_create
from matching.models import AlignmentHead, LoadedModel
from matching.profile.analyser import style_space
from matching.selectors import current_snapshot, live_version, snapshot_space

log = logging.getLogger(__name__)

TRAIN = "train_head"
TARGET = "matching.alignmenthead"
EVERY = timedelta(days=1)
KEPT = 5


def described_tracks() -> list[Described]:
    """Tracks that editors gave tags, in the order of their ids."""
    tracks = (
        Track.objects.filter(withdrawn=False, asset__profile__isnull=False, tags__isnull=False)
        .distinct()
        .order_by("pk")
        .prefetch_related("tags")
    )
    return [
        Described(
            id=track.pk,
            artist=track.artist,
            tags=tuple(sorted(tag.tag for tag in track.tags.all())),
            title=track.title,
        )
        for track in tracks.iterator(chunk_size=500)
    ]


def head_train_if_due() -> Job | None:
    """Send a training when enough tracks are described, otherwise than for the head there is.

    At most once a day, and one at a time.
    """
    live, words = live_version(), LoadedModel.objects.filter(kind="text").first()
    if live is None or words is None or not words.name:
        return None
    described = Track.objects.filter(
        withdrawn=False, asset__profile__isnull=False, tags__isnull=False
    ).aggregate(count=Count("pk", distinct=True))
    if described["count"] < settings.MATCHING_HEAD_TRACKS:
        return None
    last = AlignmentHead.objects.filter(
        space=style_space(live.analyser), text_model=words.name
    ).first()
    if last is not None and (
        last.created_at > timezone.now() - EVERY
        or last.fingerprint == fingerprint(described_tracks())
    ):
        return None
    before = Job.objects.filter(kind=TRAIN, created_at__gt=timezone.now() - EVERY)
    if before.exists():
        return None
    return job_create(kind=TRAIN, target_type=TARGET, target_id=0, queue=Job.Queue.ANALYSE)


def head_train(job: Job, report: Report) -> None:
    """Handler of `train_head` jobs: trains, judges, and stores both head and verdict."""
    # The training brings torch, which a web process does without.
    from matching.alignment.build import TooFew, build_head
    from matching.changes.words import HEADS
    from matching.encoders.registry import models_dir, text_encoder

    snapshot, tracks, encoder = current_snapshot(fresh=True), described_tracks(), text_encoder()
    report(0.1, "training")
    try:
        head, figures = build_head(
            snapshot, tracks, encoder, progress=lambda share: report(0.1 + 0.8 * share, "judging")
        )
    except TooFew as problem:
        log.info("no alignment head: %s", problem)
        return
    space, said = snapshot_space(snapshot), fingerprint(tracks)
    file = f"{said[:12]}-{job.pk}.safetensors"
    head.save(models_dir() / HEADS / file)
    AlignmentHead.objects.create(
        space=space,
        text_model=encoder.name,
        fingerprint=said,
        file=file,
        won=figures.won,
        figures=figures.to_json(),
    )
    log.info("alignment head %s: %s", "won" if figures.won else "lost", figures)
    for old in AlignmentHead.objects.all()[KEPT:]:
        (models_dir() / HEADS / old.file).unlink(missing_ok=True)
        old.delete()
