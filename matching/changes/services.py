"""Writes of a change of audio model: what workers report, planning, pausing, cancelling, ending."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from matching.jobs.models import Job
from matching.jobs.services import job_cancel, job_create
from matching.models import ChangeFailure, LoadedModel, ModelChange
from matching.selectors import live_version

REANALYSE = "reanalyse_audio"
TARGET = "matching.modelchange"
#: Jobs that work on a change at the same time; each has its own share of the files.
PARTS = 2
_ADVISORY_LOCK = 7_309_342


@dataclass(frozen=True)
class Report:
    """What a worker found behind one setting. `problem` is {"en", "zh"} where it is refused."""

    kind: str
    setting: str
    name: str = ""
    analyser: str = ""
    dimension: int = 0
    joint: bool = False
    source: str = ""
    licence: str = ""
    problem: dict[str, str] | None = None


def model_report(found: Report) -> LoadedModel:
    """Record what this worker loaded. Another model than before is no longer declined."""
    with transaction.atomic():
        _lock()
        before = LoadedModel.objects.filter(kind=found.kind).first()
        same = before is not None and (before.setting, before.analyser) == (
            found.setting,
            found.analyser,
        )
        row, _created = LoadedModel.objects.update_or_create(
            kind=found.kind,
            defaults={
                "setting": found.setting,
                "name": found.name,
                "analyser": found.analyser,
                "dimension": found.dimension,
                "joint": found.joint,
                "source": found.source,
                "licence": found.licence,
                "problem": found.problem or {},
                "declined": bool(same and before and before.declined),
            },
        )
    return row


def change_plan() -> ModelChange | None:
    """Begin the change that the workers' setting asks for, if it asks for one.

    Idempotent; beat calls it every minute. A change to yet another analyser that was under way is
    cancelled: what it heard is kept. Returns the open change, if there is one.
    """
    with transaction.atomic():
        _lock()
        live, wanted = live_version(), LoadedModel.objects.filter(kind="audio").first()
        change = ModelChange.objects.filter(state__in=ModelChange.OPEN).first()
        asked = (
            wanted is not None
            and not wanted.problem
            and not wanted.declined
            and wanted.analyser != ""
            and live is not None
            and live.analyser != wanted.analyser
        )
        if wanted is None or not asked:
            if change and wanted and live and wanted.analyser == live.analyser:
                _end(change, ModelChange.State.CANCELLED)  # the setting was taken back
                change = None
        elif change is None or change.analyser != wanted.analyser:
            if change is not None:
                _end(change, ModelChange.State.CANCELLED)
            change = ModelChange.objects.create(
                analyser=wanted.analyser, audio_model=wanted.setting
            )
        if change is not None:
            change_send(change)
    return change


def change_send(change: ModelChange, *, but_for: int | None = None) -> None:
    """Make sure that every part of the work has a job; `but_for` is the job that is just ending."""
    if change.state != ModelChange.State.PREPARING:
        return
    taken = {job.payload.get("part") for job in _jobs(change) if job.pk != but_for}
    for part in set(range(PARTS)) - taken:
        job_create(
            kind=REANALYSE,
            target_type=TARGET,
            target_id=change.pk,
            queue=Job.Queue.ANALYSE,
            payload={"part": part, "parts": PARTS},
        )


def change_pause(change: ModelChange, *, note: dict[str, str] | None = None) -> bool:
    """Stop after the file in hand; what was heard stays."""
    return bool(
        ModelChange.objects.filter(pk=change.pk, state=ModelChange.State.PREPARING).update(
            state=ModelChange.State.PAUSED, note=note or {}
        )
    )


def change_continue(change: ModelChange) -> bool:
    """Go on where it stopped."""
    with transaction.atomic():
        _lock()
        found = ModelChange.objects.filter(pk=change.pk, state=ModelChange.State.PAUSED)
        if not found.update(state=ModelChange.State.PREPARING, note={}):
            return False
        change.refresh_from_db()
        change_send(change)
    return True


def change_cancel(change: ModelChange) -> bool:
    """Give the change up; it is not planned again until somebody asks. What was heard stays."""
    with transaction.atomic():
        _lock()
        change.refresh_from_db()
        if change.state not in ModelChange.OPEN:
            return False
        _end(change, ModelChange.State.CANCELLED)
        decline(change.analyser)
    return True


def change_ask_again() -> ModelChange | None:
    """Plan the change that was declined after all."""
    LoadedModel.objects.filter(kind="audio").update(declined=False)
    return change_plan()


def change_done(change: ModelChange) -> bool:
    """Mark the change as switched to; False when somebody ended it meanwhile."""
    return bool(
        ModelChange.objects.filter(pk=change.pk, state__in=ModelChange.OPEN).update(
            state=ModelChange.State.DONE, finished_at=timezone.now(), note={}
        )
    )


def change_failed(change: ModelChange, *, sha256: str, code: str, text: dict[str, str]) -> None:
    """Record that the new analyser cannot hear this file."""
    ChangeFailure.objects.update_or_create(
        change=change, sha256=sha256, defaults={"code": code, "text": text}
    )


def decline(analyser: str) -> None:
    """The setting asks for this analyser, but an operator does not want it now."""
    LoadedModel.objects.filter(kind="audio", analyser=analyser).update(declined=True)


def _jobs(change: ModelChange) -> QuerySet[Job]:
    return Job.objects.filter(
        kind=REANALYSE, target_type=TARGET, target_id=change.pk, state__in=Job.OPEN
    )


def _end(change: ModelChange, state: str) -> None:
    change.state, change.finished_at, change.note = state, timezone.now(), {}
    change.save(update_fields=["state", "finished_at", "note"])
    for job in _jobs(change):
        job_cancel(job)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
