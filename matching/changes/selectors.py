"""Reads of a change of audio model: what is missing, how far it is, which versions there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from matching.changes.sources import kept_audio
from matching.models import ChangeFailure, ModelChange, Profile

_RECENT = timedelta(minutes=3)


@dataclass(frozen=True)
class ChangeProgress:
    """How far a change is, in audio files. `seconds_left` is None until it can be told."""

    done: int
    total: int
    failed: int
    seconds_left: int | None

    @property
    def missing(self) -> int:
        return self.total - self.done - self.failed

    @property
    def share(self) -> float:
        """0..1 of the files that need no more work."""
        return (self.done + self.failed) / self.total if self.total else 1.0


def open_change() -> ModelChange | None:
    """The change that is being prepared or paused."""
    return ModelChange.objects.filter(state__in=ModelChange.OPEN).order_by("-pk").first()


def missing_audio(
    change: ModelChange, *, part: int = 0, parts: int = 1, most: int = 50
) -> list[str]:
    """Hashes of audio that the new analyser has still to hear, of this part of all hashes."""
    first, last = f"{16 * part // parts:x}", f"{16 * (part + 1) // parts:x}"
    found: set[str] = set()
    for rows in kept_audio():
        waiting = rows.exclude(_heard(change)).exclude(_failed(change)).filter(sha256__gte=first)
        if part + 1 < parts:
            waiting = waiting.filter(sha256__lt=last)
        found.update(waiting.order_by("sha256").values_list("sha256", flat=True)[:most])
    return sorted(found)[:most]


def change_progress(change: ModelChange) -> ChangeProgress:
    """Six counts; the operator's page polls it."""
    done = total = failed = 0
    for rows in kept_audio():
        counts = rows.aggregate(
            total=Count("pk"),
            done=Count("pk", filter=Q(_heard(change))),
            failed=Count("pk", filter=Q(_failed(change)) & ~Q(_heard(change))),
        )
        done += counts["done"]
        total += counts["total"]
        failed += counts["failed"]
    return ChangeProgress(done, total, failed, _seconds_left(change, total - done - failed))


def profile_counts() -> dict[str, int]:
    """How many stored profiles there are of every analyser."""
    rows = Profile.objects.values("analyser").annotate(count=Count("pk"))
    return {row["analyser"]: row["count"] for row in rows}


def _heard(change: ModelChange) -> Exists:
    return Exists(Profile.objects.filter(sha256=OuterRef("sha256"), analyser=change.analyser))


def _failed(change: ModelChange) -> Exists:
    return Exists(ChangeFailure.objects.filter(sha256=OuterRef("sha256"), change=change))


def _seconds_left(change: ModelChange, missing: int) -> int | None:
    if not missing:
        return 0
    made = list(
        Profile.objects.filter(
            analyser=change.analyser, created_at__gte=timezone.now() - _RECENT
        ).order_by("-created_at").values_list("created_at", flat=True)[:40]
    )  # fmt: skip
    if len(made) < 3 or change.state != ModelChange.State.PREPARING:
        return None
    pace = (made[0] - made[-1]).total_seconds() / (len(made) - 1)
    return max(1, round(pace * missing))
