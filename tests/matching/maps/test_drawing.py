"""When a map is drawn, and what survives a worker that is killed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.evaluation.synthetic import synthetic_catalogue
from matching.index.writing import write_columns
from matching.jobs.models import Job
from matching.jobs.tasks import run_job
from matching.maps.models import CatalogueMap
from matching.maps.selectors import current_map
from matching.maps.services import map_follow
from matching.models import IndexVersion

pytestmark = pytest.mark.django_db


def _version(settings, tmp_path, number: int, count: int, *, age_s: float = 3600) -> IndexVersion:
    """A version of the index with this many tracks, written this long ago."""
    settings.SNAPSHOT_DIR = tmp_path / "index"
    settings.JOB_LEASE_SECONDS = 600  # its renewal would not see what this test has not committed
    folder = f"{number:06d}-{number:08x}"
    columns = synthetic_catalogue(40, seed=6).columns
    part = {name: column[:count] for name, column in columns.items()}
    write_columns(settings.SNAPSHOT_DIR / folder, [part], analyser="synthetic")
    IndexVersion.objects.update(active=False)
    version = IndexVersion.objects.create(
        number=number, folder=folder, count=count, fingerprint=f"f{number}", active=True
    )
    IndexVersion.objects.filter(pk=version.pk).update(
        created_at=timezone.now() - timedelta(seconds=age_s)
    )
    return version


def _work() -> list[str]:
    waiting = Job.objects.filter(state=Job.State.QUEUED).values_list("pk", flat=True)
    return [run_job(pk, worker="test") for pk in list(waiting)]


def test_the_first_map_is_asked_for_at_once_and_once(settings, tmp_path) -> None:
    assert map_follow() is None  # nothing was indexed
    _version(settings, tmp_path, 1, 30, age_s=5)
    job = map_follow()
    assert job is not None
    assert map_follow() == job
    assert _work() == ["done"]
    assert map_follow() is None
    assert CatalogueMap.objects.get().count == 30
    assert len(current_map(fresh=True).chart) == 30


def test_while_tracks_keep_coming_the_map_is_late_but_comes(settings, tmp_path) -> None:
    _version(settings, tmp_path, 1, 30)
    map_follow()
    _work()
    _version(settings, tmp_path, 2, 31, age_s=1)
    assert map_follow() is None
    CatalogueMap.objects.update(created_at=timezone.now() - timedelta(minutes=4))
    assert map_follow() is not None


def test_new_tracks_move_no_other_and_old_maps_go(settings, tmp_path) -> None:
    for number, count in enumerate((35, 36, 37), start=1):
        _version(settings, tmp_path, number, count)
        map_follow()
        assert _work() == ["done"]
    assert CatalogueMap.objects.count() == 2
    newest, former = CatalogueMap.objects.all()
    assert not newest.anew
    assert newest.count == 37
    assert former.count == 36


def test_a_repeated_job_draws_nothing_twice(settings, tmp_path) -> None:
    _version(settings, tmp_path, 1, 30)
    job = map_follow()
    _work()
    first = CatalogueMap.objects.get()
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    assert _work() == ["done"]
    assert CatalogueMap.objects.get().created_at == first.created_at


def test_a_map_of_an_earlier_release_is_drawn_anew(settings, tmp_path) -> None:
    _version(settings, tmp_path, 1, 30)
    CatalogueMap.objects.create(
        fingerprint="old", index_number=0, count=1, anew=True, chart=b"nothing", seconds=1
    )
    map_follow()
    assert _work() == ["done"]
    assert CatalogueMap.objects.first().anew
