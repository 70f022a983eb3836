"""Reads on the catalogue that pages share: progress of analysis, and credits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from licensing.catalogue.models import AudioAsset, Track
from licensing.catalogue.services import ANALYSE
from matching.jobs.models import Job

_RECENT = timedelta(minutes=3)


@dataclass(frozen=True)
class AnalysisProgress:
    """How far the analysis of the catalogue is. `seconds_left` is None until it can be told."""

    done: int
    total: int
    failed: int
    waiting: int
    seconds_left: int | None

    @property
    def share(self) -> float:
        """0..1 of the audio that needs no more work."""
        return (self.done + self.failed) / self.total if self.total else 1.0


def analysis_waits() -> bool:
    """Whether any audio waits to be analysed; one query that reads no audio."""
    return Job.objects.filter(kind=ANALYSE, state__in=Job.OPEN).exists()


def analysis_progress() -> AnalysisProgress:
    """Three small queries; pages poll it."""
    of_tracks = AudioAsset.objects.filter(Exists(Track.objects.filter(asset=OuterRef("pk"))))
    counts = of_tracks.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(profile__isnull=False)),
        failed=Count("pk", filter=Q(profile__isnull=True) & ~Q(problem_code="")),
    )
    waiting = Job.objects.filter(kind=ANALYSE, state__in=Job.OPEN).count()
    return AnalysisProgress(**counts, waiting=waiting, seconds_left=_seconds_left(waiting))


def _seconds_left(waiting: int) -> int | None:
    if not waiting:
        return 0
    ended = list(
        Job.objects.filter(
            kind=ANALYSE,
            state__in=(Job.State.DONE, Job.State.FAILED),
            finished_at__gte=timezone.now() - _RECENT,
        )
        .order_by("-finished_at")
        .values_list("finished_at", flat=True)[:20]
    )
    times = [moment for moment in ended if moment is not None]
    if len(times) < 3:
        return None
    pace = (times[0] - times[-1]).total_seconds() / (len(times) - 1)
    return max(1, round(pace * waiting))
