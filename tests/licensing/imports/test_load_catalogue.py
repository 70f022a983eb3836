"""Anybody's folder: good files load, broken ones are reported, a second run adds what is new."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from licensing.rights.selectors import decision_for
from tests.licensing.audio import music, work_off
from tests.licensing.rows import use

pytestmark = pytest.mark.django_db(transaction=True)


def load(folder: Path, *args: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("load_catalogue", str(folder), *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "my music"
    (folder / "evening").mkdir(parents=True)
    music(folder / "one.wav", hertz=200)
    music(folder / "evening" / "two.flac", hertz=250)
    (folder / "letter.mp3").write_text("Dear reader, " * 100)
    (folder / "empty.ogg").touch()
    music(folder / "blip.wav", seconds=1)
    (folder / "cover.jpg").write_bytes(b"not audio and not asked for")
    return folder


def test_good_files_load_and_broken_ones_are_named(folder: Path) -> None:
    said, complained = load(folder)
    assert "2 added, 0 already there, 3 skipped." in said
    assert "2 of them have no grant and will not play" in said
    for name in ("letter.mp3", "empty.ogg", "blip.wav"):
        assert f"Skipped {name}" in complained
    assert "cover.jpg" not in complained
    assert set(Track.objects.values_list("title", flat=True)) == {"one", "two"}


def test_a_second_run_adds_only_what_is_new(folder: Path) -> None:
    load(folder)
    music(folder / "three.wav", hertz=300)
    said, _ = load(folder)
    assert "1 added, 2 already there" in said
    assert Track.objects.count() == 3


def test_the_sheet_brings_facts_and_grants(folder: Path) -> None:
    sheet = folder / "catalogue.csv"
    sheet.write_text(
        "file,title,artist,licensor,licence,territories,premises,valid_until,attribution,explicit\n"
        "one.wav,First Light,雨后,A label,Direct 2026,EU;CH,cafe;bar,2026-12-31,,no\n"
        "evening/two.flac,Second,Somebody,,,,,,,\n"
        "blip.wav,,,A label,,Atlantis,,,,\n"
        "gone.wav,Gone,,,,,,,,\n",
        encoding="utf-8",
    )
    said, complained = load(folder, "--csv", str(sheet))
    work_off()
    track = Track.objects.get(title="First Light")
    assert track.artist == "雨后"
    grant = Grant.objects.get()
    assert grant.territories_in == ["EU", "CH"]
    assert grant.premises == ["cafe", "bar"]
    assert decision_for(track.pk, use(territory="FR")).allowed
    assert not decision_for(track.pk, use(territory="US")).allowed
    assert "1 of them have no grant" in said
    assert "gone.wav: No such file" in complained


def test_an_impossible_grant_skips_only_its_row(folder: Path) -> None:
    sheet = folder / "catalogue.csv"
    sheet.write_text(
        "file;licensor;territories;valid_from;valid_until;offline\n"
        "one.wav;A label;XX;;;\n"
        "two.flac;A label;DE;2026-05-01;2026-04-01;\n"
    )
    _, complained = load(folder, "--csv", str(sheet))
    assert "Not a country or group of countries: XX" in complained
    assert "end before it begins" in complained
    assert not Track.objects.exists()
    sheet.write_text("file,licensor,valid_until,offline\none.wav,A label,31.12.2026,\n")
    assert "not YYYY-MM-DD" in load(folder, "--csv", str(sheet))[1]


def test_sheets_nobody_can_use_are_refused(folder: Path) -> None:
    sheet = folder / "catalogue.csv"
    sheet.write_text("title,artist\nOne,Two\n")
    with pytest.raises(CommandError, match="no column named file"):
        load(folder, "--csv", str(sheet))
    sheet.write_text("file,colour\none.wav,blue\n")
    with pytest.raises(CommandError, match="columns nobody knows: colour"):
        load(folder, "--csv", str(sheet))
    with pytest.raises(CommandError, match="is not a folder"):
        load(folder / "nowhere")


def test_one_grant_for_a_whole_folder(folder: Path) -> None:
    said, _ = load(folder, "--licensor", "My band", "--licence", "Own work", "--territories", "DE")
    assert "no grant" not in said
    assert Grant.objects.get().scope.count() == 2
    Grant.objects.update(status=Grant.Status.REVOKED)
    music(folder / "three.wav", hertz=300)
    load(folder, "--licensor", "My band", "--licence", "Own work", "--territories", "DE")
    grant = Grant.objects.get()
    assert grant.status == Grant.Status.REVOKED
    assert grant.scope.count() == 3
