"""Works of a recording at the desk: written in one form, wrong numbers said beside their fields."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from licensing.catalogue.models import Track
from licensing.history.models import Change
from licensing.works.models import Work
from licensing.works.services import work_link, work_save
from tests.licensing.profiles import track as track_with_profile
from tests.licensing.rows import analysed_track

pytestmark = pytest.mark.django_db
ISWC = "T-034.524.680-1"


@pytest.fixture
def desk(editor, signed_in) -> Client:
    return signed_in(editor)


@pytest.fixture
def track() -> Track:
    return track_with_profile(5)


def block(place: int, shares: list[dict[str, str]], **fields: str) -> dict[str, str]:
    sent = {f"work-{place}-{name}": value for name, value in fields.items()}
    sent |= {f"work-{place}-share-TOTAL_FORMS": str(len(shares))}
    sent |= {f"work-{place}-share-INITIAL_FORMS": "0"}
    for number, share in enumerate(shares):
        sent |= {f"work-{place}-share-{number}-{name}": said for name, said in share.items()}
    return sent


HALF = {"name": "Ana Autor", "percent": "50", "society": "gema", "role": "composer"}
OTHER = {"name": "Bo Verlag", "percent": "50", "role": "publisher", "ipi": "199999995"}


def send(desk: Client, track: Track, *blocks: dict[str, str]):
    sent = {"works": str(len(blocks))}
    for each in blocks:
        sent |= each
    return desk.post(reverse("desk:works", args=[track.pk]), sent)


def test_works_are_written_shown_changed_and_taken_out(desk: Client, track: Track) -> None:
    answer = send(
        desk, track,
        block(0, [HALF, {"name": "Bo Verlag", "percent": "25", "role": "publisher"}, {}],
              title="Evening", iswc=ISWC),
        block(1, [], title=""),
    )  # fmt: skip
    assert answer.status_code == 302
    work = track.works.get()
    assert (work.iswc, work.shares.count()) == ("T0345246801", 2)
    assert set(work.shares.values_list("society", flat=True)) == {"GEMA", ""}
    page = desk.get(reverse("desk:track", args=[track.pk])).content.decode()
    assert "25 percent are missing" in page
    send(desk, track, block(0, [HALF], id=str(work.pk), title="Evening", iswc=ISWC))
    assert work.shares.count() == 1
    change = Change.objects.filter(action="work.update").get()
    assert len(change.before["shares"]) == 2
    send(desk, track, block(0, [HALF], id=str(work.pk), title="Evening", remove="on"))
    assert not track.works.exists()
    assert Work.objects.filter(pk=work.pk).exists()


@pytest.mark.parametrize(
    ("fields", "share", "says"),
    [
        ({"title": "Evening", "iswc": "T-034.524.680-2"}, HALF, "no ISWC"),
        ({"title": "Evening"}, {**HALF, "ipi": "123456789"}, "no IPI name number"),
        ({"title": "Evening"}, {**HALF, "percent": "101"}, "less than or equal to 100"),
        ({"title": ""}, HALF, "needs a title"),
        ({"title": "Evening"}, {**HALF, "name": ""}, "Whose share"),
    ],
)
def test_wrong_numbers_are_said_and_nothing_is_stored(
    desk: Client, track: Track, fields, share, says: str
) -> None:
    answer = send(desk, track, block(0, [HALF], title="First"), block(1, [share], **fields))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Work.objects.exists()


def test_a_known_iswc_brings_that_work(desk: Client, track: Track) -> None:
    known = work_save(title="Known", iswc=ISWC)
    work_link(work=known, track=analysed_track())
    send(desk, track, block(0, [], iswc=ISWC))
    assert track.works.get() == known
    page = desk.get(reverse("desk:works", args=[track.pk])).content.decode()
    assert "Heard in 2 recordings" in page
    twice = send(desk, track, block(0, [], title="A second", iswc=ISWC))
    assert "Another work has this ISWC" in twice.content.decode()


def test_works_of_others_are_not_touched(desk: Client, track: Track) -> None:
    foreign = work_save(title="Foreign")
    work_link(work=foreign, track=analysed_track())
    send(desk, track, block(0, [], id=str(foreign.pk), title="Mine"))
    foreign.refresh_from_db()
    assert foreign.title == "Foreign"
    assert track.works.get().title == "Mine"
