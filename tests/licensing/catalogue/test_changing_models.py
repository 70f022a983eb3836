"""Another audio model is prepared beside the live one and takes over when it has heard all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from django.core.files import File
from django.utils import timezone

from licensing.catalogue import reanalysis
from licensing.catalogue.indexing import index_refresh
from licensing.catalogue.models import AudioAsset, Track
from licensing.catalogue.reanalysis import audio_reanalyse, change_finish
from licensing.catalogue.services import track_add_audio
from licensing.catalogue.tasks import follow_models
from licensing.catalogue.versions import version_activate
from matching.changes.selectors import change_progress, open_change
from matching.changes.services import (
    REANALYSE,
    Report,
    change_ask_again,
    change_cancel,
    change_continue,
    change_pause,
    model_report,
)
from matching.jobs.models import Job
from matching.jobs.services import job_claim
from matching.jobs.tasks import run_job
from matching.models import IndexVersion, LoadedModel, ModelChange, Profile
from matching.selectors import current_snapshot, live_version
from merchant_app.config.warm import warm_up
from tests.licensing.audio import music, work_off
from tests.matching.encoders.tiny_models import tiny_clap

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tracks(tmp_path: Path) -> list[Track]:
    """Four tracks of real audio, heard by the bundled model and searchable."""
    made = [add(tmp_path, number) for number in range(4)]
    work_off()
    started()
    return made


def add(folder: Path, number: int) -> Track:
    path = music(folder / f"song {number}.wav", seconds=4.0, hertz=110.0 * (number + 1))
    with path.open("rb") as stream:
        facts = {"title": f"Song {number}", "artist": f"Artist {number}"}
        return track_add_audio(file=File(stream), original_name=path.name, facts=facts).track


def started() -> LoadedModel:
    """What a worker for analyses does before it takes work."""
    warm_up(queues={"analyse"})
    return LoadedModel.objects.get(kind="audio")


@pytest.fixture
def clap(tmp_path: Path) -> str:
    return tiny_clap(tmp_path / "clap")


def searched(expected: list[Track]) -> None:
    """A search is answered, by all of these tracks."""
    snapshot = current_snapshot(fresh=True)
    assert snapshot.ids.tolist() == [track.pk for track in expected]
    rows, cosines = snapshot.similar(
        np.asarray(snapshot.style[0]), np.arange(len(snapshot.ids)), len(expected)
    )
    assert rows[0] == 0
    assert cosines[0] == pytest.approx(1, abs=1e-3)


def width() -> int:
    return int(current_snapshot(fresh=True).style.shape[1])


def test_nothing_changes_while_the_setting_is_the_live_model(tracks: list[Track]) -> None:
    follow_models()
    assert not ModelChange.objects.exists()
    assert live_version().audio_model == ""


def test_a_new_model_takes_over_when_it_has_heard_all(
    tracks: list[Track], clap: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = live_version()
    monkeypatch.setenv("MATCHING_AUDIO_MODEL", clap)
    loaded = started()
    assert (loaded.setting, loaded.joint, loaded.dimension) == (clap, True, 16)
    assert loaded.licence == "apache-2.0"
    follow_models()
    change = open_change()
    assert change is not None
    assert change_progress(change).missing == 4
    # A new track is heard as the live version does, at once, and by the new model beside it.
    new = add(tmp_path, 4)
    jobs = list(Job.objects.filter(state=Job.State.QUEUED).order_by("-pk"))
    assert run_job(jobs[0].pk, worker="test") == "done"
    index_refresh()
    searched([*tracks, new])
    assert width() == 400
    work_off()
    change.refresh_from_db()
    assert change.state == ModelChange.State.DONE
    searched([*tracks, new])
    assert width() == 16
    live = live_version()
    assert live.number > before.number + 1
    assert (live.analyser, live.audio_model) == (loaded.analyser, clap)
    for asset in AudioAsset.objects.all():
        assert asset.profile.analyser == loaded.analyser
    # What the old one heard is kept, so going back needs no listening.
    assert Profile.objects.filter(analyser=before.analyser).count() == 5
    follow_models()
    assert open_change() is None
    assert work_off() == []


def test_a_killed_worker_loses_one_file_at_most(
    tracks: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHING_COVERAGE", "full")
    wanted = started().analyser
    follow_models()
    jobs = list(Job.objects.filter(kind=REANALYSE))
    assert {job.payload["part"] for job in jobs} == {0, 1}
    busiest = max(jobs, key=lambda job: len(reanalysis.missing_audio(open_change(), **job.payload)))
    job = job_claim(busiest.pk, worker="doomed")
    assert job is not None
    heard_one = False

    def report(progress: float, step: str = "") -> None:
        nonlocal heard_one
        if heard_one:
            raise KeyboardInterrupt  # as good as SIGKILL: nothing after it runs
        heard_one = True

    with pytest.raises(KeyboardInterrupt):
        audio_reanalyse(job, report)
    assert Profile.objects.filter(analyser=wanted).count() == 1
    searched(tracks)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now())
    assert Job.objects.get(pk=job.pk).state == Job.State.WORKING
    run_job(job.pk, worker="next")  # taken up when the lease ran out
    work_off()
    assert live_version().analyser == wanted
    assert Profile.objects.filter(analyser=wanted).count() == 4
    searched(tracks)


def test_a_pause_holds_and_going_on_ends_it(
    tracks: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHING_COVERAGE", "full")
    started()
    follow_models()
    change = open_change()
    assert change_pause(change)
    work_off()
    follow_models()
    assert work_off() == []
    assert change_progress(change).done == 0
    assert change_continue(change)
    work_off()
    assert live_version().analyser == change.analyser


def test_cancelled_it_stays_so_until_somebody_asks(
    tracks: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHING_COVERAGE", "full")
    started()
    follow_models()
    assert change_cancel(open_change())
    follow_models()
    started()
    follow_models()
    assert open_change() is None
    assert Job.objects.filter(kind=REANALYSE, state__in=Job.OPEN).count() == 0
    assert change_ask_again() is not None
    work_off()
    assert "-full-" in live_version().analyser


def test_a_setting_taken_back_ends_the_preparation(
    tracks: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHING_COVERAGE", "full")
    started()
    follow_models()
    monkeypatch.delenv("MATCHING_COVERAGE")
    started()
    follow_models()
    assert open_change() is None
    searched(tracks)


def test_going_back_is_at_once_and_what_came_since_follows(
    tracks: list[Track], clap: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MATCHING_AUDIO_MODEL", clap)
    started()
    follow_models()
    work_off()
    assert width() == 16
    new = add(tmp_path, 4)
    work_off()
    index_refresh()
    searched([*tracks, new])
    old = IndexVersion.objects.exclude(analyser=live_version().analyser).get()
    assert version_activate(old) is not None
    searched(tracks)
    assert width() == 400
    for _minute in range(2):
        follow_models()
    work_off()
    index_refresh()
    searched([*tracks, new])
    assert width() == 400
    assert open_change() is None  # the setting still asks for the other, but an operator said no
    # And forth again, without listening to anything twice: it could not be.
    for asset in AudioAsset.objects.all():
        asset.file.storage.delete(asset.file.name)
    change = change_ask_again()
    assert change is not None
    work_off()
    assert width() == 16
    assert not change.failures.exists()


def test_files_that_fail_are_named_and_too_many_stop_the_switch(
    tracks: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = list(AudioAsset.objects.order_by("pk")[:2])
    for asset in lost:
        asset.file.storage.delete(asset.file.name)
    monkeypatch.setenv("MATCHING_COVERAGE", "full")
    wanted = started().analyser
    follow_models()
    work_off()
    change = open_change()
    assert change is not None
    assert change.state == ModelChange.State.PAUSED
    assert "2 of 4" in change.note["en"]
    assert "4 个文件中有 2 个" in change.note["zh"]
    assert {failure.sha256 for failure in change.failures.all()} == {a.sha256 for a in lost}
    searched(tracks)
    assert change_finish(change, in_spite_of_failures=True)
    assert live_version().analyser == wanted
    # Of the same model, so what it had heard of the lost files is still good.
    searched(tracks)


def test_a_refused_model_leaves_everything_as_it_is(
    tracks: list[Track], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MATCHING_AUDIO_MODEL", str(tmp_path / "nowhere"))
    loaded = started()
    assert "no such folder" in loaded.problem["en"]
    assert "没有这个文件夹" in loaded.problem["zh"]
    follow_models()
    assert open_change() is None
    searched(tracks)
    new = add(tmp_path, 4)
    work_off()
    index_refresh()
    searched([*tracks, new])


def test_two_workers_starting_on_one_setting_report_the_same() -> None:
    found = Report(kind="audio", setting="x", name="n", analyser="a-windows-1")
    model_report(found)
    LoadedModel.objects.update(declined=True)
    assert model_report(found).declined
    assert not model_report(Report(kind="audio", setting="y", analyser="b-windows-1")).declined
