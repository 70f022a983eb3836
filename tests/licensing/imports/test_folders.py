"""A folder or bucket of audio finds its tracks by hash, ISRC, file name and tags."""

from __future__ import annotations

import hashlib
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from licensing.catalogue.models import Track
from licensing.imports.folder_audio.places import place_of
from licensing.imports.models import ImportBatch
from licensing.imports.problems import ImportProblem
from licensing.imports.services import import_apply, import_start_folder, row_decide
from merchant_app.accounts.models import User
from tests.licensing.audio import music, work_off
from tests.licensing.imports.sheets import bring_in, codes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def root(tmp_path: Path, settings) -> Path:
    settings.IMPORT_ROOT = tmp_path / "in"
    (settings.IMPORT_ROOT / "label").mkdir(parents=True)
    return settings.IMPORT_ROOT


def look(by: User, name: str = "label", **more: bool) -> ImportBatch:
    batch = import_start_folder(name=name, by=by, **more)
    work_off()
    batch.refresh_from_db()
    return batch


def by_name(batch: ImportBatch) -> dict[str, str]:
    return {row.raw[0]: row.verdict for row in batch.rows.all()}


def test_files_find_their_tracks(editor: User, root: Path) -> None:
    folder = root / "label"
    for place, name in enumerate(
        ("hashed.wav", "GBAYE1200002.wav", "named.wav", "Ming - Rain.wav", "Ming - Rainn Song.wav",
         "nothing like it.wav")
    ):  # fmt: skip
        music(folder / name, seconds=5, hertz=200 + 20 * place)
    (folder / "letter.mp3").write_text("Dear reader, " * 100)
    digest = hashlib.sha256((folder / "hashed.wav").read_bytes()).hexdigest()
    bring_in(
        editor,
        "title,artist,isrc,file,sha256\n"
        f"By hash,A,GBAYE1200001,,{digest}\n"
        "By number,B,GBAYE1200002,,\n"
        "By file,C,GBAYE1200003,named.wav,\n"
        "Rain,Ming,GBAYE1200004,,\n"
        "Rain Songs,Ming,GBAYE1200005,,\n",
    )
    batch = look(editor)
    assert by_name(batch) == {
        "hashed.wav": "update",
        "GBAYE1200002.wav": "update",
        "named.wav": "update",
        "Ming - Rain.wav": "update",
        "Ming - Rainn Song.wav": "doubtful",
        "nothing like it.wav": "doubtful",
        "letter.mp3": "error",
    }
    doubtful = batch.rows.get(raw=["Ming - Rainn Song.wav"])
    wanted = Track.objects.get(isrc="GBAYE1200005")
    assert doubtful.candidates[0]["track"] == wanted.pk
    row_decide(row=doubtful, track_id=wanted.pk)
    row_decide(row=batch.rows.get(raw=["nothing like it.wav"]), track_id=None)
    import_apply(batch=batch)
    work_off()
    assert not Track.objects.filter(asset__isnull=True).exists()
    assert Track.objects.get(title="By hash").asset.sha256 == digest
    new = Track.objects.get(title="nothing like it")
    assert not new.grants.exists()
    again = look(editor)
    assert set(by_name(again).values()) == {"unchanged", "error"}


def test_a_track_keeps_the_audio_it_has(editor: User, root: Path) -> None:
    music(root / "label" / "GBAYE1200002.wav", seconds=5)
    bring_in(editor, "title,isrc\nOne,GBAYE1200002\n")
    import_apply(batch=look(editor))
    work_off()
    music(root / "label" / "GBAYE1200002.wav", seconds=5, hertz=300)
    batch = look(editor)
    assert codes(batch, 1) == {"has_other_audio"}


@pytest.mark.parametrize("name", ["..", "../..", "label/../..", "/etc", "gone"])
def test_nothing_outside_of_the_root_is_read(root: Path, name: str) -> None:
    with pytest.raises(ImportProblem):
        place_of(name)


def test_links_lead_nowhere(editor: User, root: Path, tmp_path: Path) -> None:
    music(tmp_path / "secret.wav")
    (root / "label" / "link.wav").symlink_to(tmp_path / "secret.wav")
    batch = look(editor)
    assert batch.state == "failed"
    assert [problem["code"] for problem in batch.problems] == ["no_audio_files"]


def test_without_a_place_there_are_no_folders(settings) -> None:
    settings.IMPORT_ROOT, settings.IMPORT_S3_BUCKET = None, ""
    with pytest.raises(ImportProblem):
        place_of("label")


def test_a_prefix_of_a_bucket(editor: User, settings, tmp_path: Path, monkeypatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        settings.IMPORT_ROOT = None
        settings.IMPORT_S3_BUCKET = "audio-in"
        settings.IMPORT_S3_ENDPOINT = "http://{}:{}".format(*server.get_host_and_port())
        client = boto3.client("s3", endpoint_url=settings.IMPORT_S3_ENDPOINT)
        client.create_bucket(Bucket="audio-in")
        client.upload_file(
            str(music(tmp_path / "one.wav", seconds=5)), "audio-in", "label/GBAYE1200002.wav"
        )
        bring_in(editor, "title,isrc\nOne,GBAYE1200002\n")
        import_apply(batch=look(editor))
        work_off()
        assert Track.objects.get(title="One").asset is not None
    finally:
        server.stop()
