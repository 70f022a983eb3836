"""A worker killed in the middle of an import loses nothing and writes nothing twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from licensing.catalogue.models import Track
from licensing.history.models import Change
from licensing.imports import applying, checking
from licensing.imports.models import ImportBatch
from licensing.imports.services import import_apply, import_check
from licensing.licences.models import Grant, GrantTrack
from matching.jobs.models import Job
from matching.jobs.recovery import jobs_requeue
from matching.jobs.tasks import run_job
from merchant_app.accounts.models import User
from tests.licensing.audio import work_off
from tests.licensing.imports.sheets import take_in

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 60


class Killed(BaseException):
    """What SIGKILL looks like from outside: nothing of the handler runs any more."""


def sheet() -> str:
    rows = (
        f"Song {n},Ming,GBAYE12{n % (ROWS - 1):05d},Ida (00017798450) 100%,A label,EU"
        for n in range(ROWS)
    )
    return "title,artist,isrc,writers,licensor,territories\n" + "\n".join(rows)


def killed_after(chunks: int, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """The worker of the open job dies while it does the chunk after these."""
    original, left = getattr(module, name), chunks

    def dying(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        result = original(*args, **kwargs)
        if left < 0:
            raise Killed  # inside of the chunk's transaction
        return result

    monkeypatch.setattr(module, name, dying)
    job = Job.objects.filter(state=Job.State.QUEUED).get()
    with pytest.raises(Killed):
        run_job(job.pk, worker="doomed")
    monkeypatch.setattr(module, name, original)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr("matching.jobs.recovery.job_send", lambda job: True)
    jobs_requeue()


def test_killed_twice_and_still_whole(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (checking, applying):
        monkeypatch.setattr(module, "CHUNK", 10)
    batch = take_in(editor, sheet())
    import_check(batch=batch, mapping=batch.mapping, options={}, dry_run=True)
    killed_after(2, monkeypatch, checking, "rows_store")
    assert batch.rows.count() == 20
    work_off()
    assert batch.rows.count() == ROWS
    # The last row has the ISRC of the first, which was read by the worker that died.
    assert batch.rows.get(number=ROWS + 1).problems[0]["code"] == "isrc_twice"

    import_apply(batch=ImportBatch.objects.get(pk=batch.pk))
    killed_after(2, monkeypatch, applying, "_mark")
    assert Track.objects.count() == 20
    assert ImportBatch.objects.get(pk=batch.pk).state == "importing"
    work_off()
    assert ImportBatch.objects.get(pk=batch.pk).state == "done"
    assert Track.objects.count() == ROWS - 1
    assert Grant.objects.count() == 1
    assert GrantTrack.objects.count() == ROWS - 1
    assert Change.objects.filter(action="track.import").count() == ROWS - 1
