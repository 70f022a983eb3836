"""Hears the kept audio again with a new analyser, and switches to it when all is heard."""

from __future__ import annotations

import logging
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from licensing.catalogue.files import local_path
from licensing.catalogue.indexing import index_switch
from licensing.catalogue.models import AudioAsset
from matching.audio.errors import AudioProblem
from matching.changes.retention import profiles_retain
from matching.changes.selectors import change_progress, missing_audio
from matching.changes.services import change_failed, change_pause, change_send
from matching.changes.sources import open_audio
from matching.encoders.base import EncoderUnavailable
from matching.encoders.refusals import ModelRefused
from matching.jobs.models import Job
from matching.jobs.registry import Report
from matching.models import ModelChange
from matching.selectors import live_version
from matching.services import profile_store

log = logging.getLogger(__name__)

#: One job hears files for about this long, then lets whatever else waits go first.
SLICE_S = 20.0
#: More files than this share failing says more about the new model than about the files.
FEW_FAILURES = 0.02

_FOLLOW = """
UPDATE catalogue_audioasset AS asset SET profile_id = profile.id
FROM matching_profile AS profile
WHERE profile.sha256 = asset.sha256 AND profile.analyser = %s
    AND asset.profile_id IS DISTINCT FROM profile.id
"""


class CatalogueAudio:
    """The audio files of the catalogue's tracks."""

    def kept(self) -> QuerySet[Any]:
        return AudioAsset.objects.filter(profile__isnull=False)

    def open(self, sha256: str) -> AbstractContextManager[Path] | None:
        asset = AudioAsset.objects.filter(sha256=sha256).first()
        return local_path(asset.file) if asset else None

    def follow(self, analyser: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_FOLLOW, [analyser])


def audio_reanalyse(job: Job, report: Report) -> None:
    """Handler of `reanalyse_audio` jobs: hears files of its part until its time is up.

    What is heard is stored file by file, so a killed worker loses one file at most. The job that
    finds nothing left to hear switches the index.
    """
    from matching.audio.analyser import analyser_like  # a web process needs no sound libraries

    change = ModelChange.objects.filter(pk=job.target_id).first()
    if change is None or change.state != ModelChange.State.PREPARING:
        return
    part, parts = int(job.payload["part"]), int(job.payload["parts"])
    waiting = missing_audio(change, part=part, parts=parts)
    if waiting:
        try:
            analyser = analyser_like(change.audio_model, change.analyser)
        except EncoderUnavailable as problem:
            change_pause(change, note=_said(problem))
            return
        if analyser.name != change.analyser:
            change_pause(change, note=_MODEL_CHANGED)
            return
        until = time.monotonic() + SLICE_S
        for done, sha256 in enumerate(waiting):
            report(done / len(waiting), "listening")
            _hear(change, sha256, analyser)
            change.refresh_from_db(fields=["state"])
            if change.state != ModelChange.State.PREPARING:
                return
            if time.monotonic() > until or _others_wait():
                break
    if missing_audio(change, part=part, parts=parts, most=1):
        change_send(change, but_for=job.pk)
    else:
        change_finish(change)


def change_finish(change: ModelChange, *, in_spite_of_failures: bool = False) -> bool:
    """Switch to the new analyser if nothing is left to hear; False when it was not to be.

    With more than a few failures the change waits for an operator.
    """
    progress = change_progress(change)
    if progress.missing > 0 or change.state not in ModelChange.OPEN:
        return False
    if progress.failed > max(1, FEW_FAILURES * progress.total) and not in_spite_of_failures:
        count = {"failed": progress.failed, "total": progress.total}
        change_pause(
            change, note={language: text.format(**count) for language, text in _FAILURES.items()}
        )
        return False
    before = live_version()
    version = index_switch(change.analyser, change.audio_model, change=change)
    if version is None:
        return False
    log.info("index version %s by %s is live", version.number, change.analyser)
    profiles_retain({change.analyser, before.analyser if before else ""})
    return True


def _hear(change: ModelChange, sha256: str, analyser: Any) -> None:
    try:
        with open_audio(sha256) as path:
            heard = analyser.hear(path)
    except (AudioProblem, FileNotFoundError) as error:
        problem = error if isinstance(error, AudioProblem) else AudioProblem("unreadable")
        text = {language: problem.say(language) for language in ("en", "zh")}
        change_failed(change, sha256=sha256, code=problem.code, text=text)
    else:
        profile_store(sha256=sha256, profile=heard)


def _others_wait() -> bool:
    """Whether somebody's new track waits for this queue."""
    waiting = Job.objects.filter(queue=Job.Queue.ANALYSE, state=Job.State.QUEUED)
    return waiting.exclude(kind="reanalyse_audio").exists()


def _said(problem: EncoderUnavailable) -> dict[str, str]:
    if isinstance(problem, ModelRefused):
        return {language: problem.say(language) for language in ("en", "zh")}
    return {"en": str(problem), "zh": f"模型无法加载：{problem}"}


_MODEL_CHANGED = {
    "en": "The model's files changed since this began. Restart the workers to plan anew.",
    "zh": "模型文件在准备期间发生了变化。请重启工作进程以重新规划。",
}
_FAILURES = {
    "en": "{failed} of {total} files could not be heard by the new model. Look at the reasons, "
    "then switch all the same or cancel.",
    "zh": "{total} 个文件中有 {failed} 个无法用新模型分析。请查看原因，再决定仍然切换或取消。",
}
