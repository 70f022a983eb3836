"""Open music: facts, credits and grants from unpacked packages; one line where there is none."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from licensing.catalogue.models import Track
from licensing.imports.loading.entries import entries_load
from licensing.imports.loading.open_music import package_entries, packages
from licensing.licences.credits import credited_tracks, credits_for
from licensing.licences.models import Grant
from tests.licensing.audio import music

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A tree as `dpkg-deb -x` leaves it, with sound of our own."""
    folder = tmp_path / "usr/share/hyperrogue/music"
    folder.mkdir(parents=True)
    for number, name in enumerate(["hr3-caves", "hr-savino-ocean", "hr-domina-mountain"]):
        music(folder / f"{name}.ogg", hertz=200 + 20 * number)
    (tmp_path / "usr/share/hyperrogue/sounds").mkdir()
    music(tmp_path / "usr/share/hyperrogue/sounds/click.ogg")
    return tmp_path


def test_each_track_has_its_own_author_and_licence(files: Path) -> None:
    outcome = entries_load(package_entries("hyperrogue-music", files))
    assert len(outcome.added) == 3
    artists = dict(Track.objects.values_list("title", "artist"))
    assert artists == {
        "Living Caves": "Shawn Parrotte (NeonCorridor)",
        "Ocean": "Will Savino",
        "Mountain": "Lincoln Domina",
    }
    assert Grant.objects.count() == 3
    lines = {credit.track.title: credit for credit in credits_for(credited_tracks())}
    assert lines["Ocean"].words.startswith("“Ocean” by Will Savino, CC BY-SA 3.0")
    assert lines["Ocean"].licence_url == "https://creativecommons.org/licenses/by-sa/3.0/"


def test_a_revoked_grant_is_owed_no_credit(files: Path) -> None:
    entries_load(package_entries("hyperrogue-music", files))
    assert len(credits_for(credited_tracks())) == 3
    Grant.objects.update(status=Grant.Status.REVOKED)
    assert credits_for(credited_tracks()) == []


def test_an_unknown_package_is_refused() -> None:
    with pytest.raises(CommandError, match="Known packages are: singularity-music"):
        call_command("load_open_music", "emacs", stdout=StringIO())


def test_without_debian_there_is_one_line(
    monkeypatch: pytest.MonkeyPatch, settings, tmp_path
) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CommandError, match="apt-get is not here"):
        call_command("load_open_music", "zaz-data", stdout=StringIO(), stderr=StringIO())


def test_the_table_is_complete() -> None:
    assert packages()[:4] == [
        "singularity-music", "zaz-data", "hyperrogue-music", "marsshooter-data",
    ]  # fmt: skip
    assert len(packages()) == 10
