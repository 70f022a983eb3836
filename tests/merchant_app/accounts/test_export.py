"""Taking everything out: what is in the archive, what is not, and who gets it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from licensing.catalogue.models import Track
from matching.jobs.models import Job
from matching.jobs.tasks import run_job
from merchant_app.accounts.export import archive_name, exports_expire
from merchant_app.accounts.export_rows import TABLES
from merchant_app.accounts.models import User
from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.onair.models import PlayerDevice
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion
from merchant_app.stores.models import Store

SignIn = Callable[[User], Client]
EXPORT, DOWNLOAD = "/team/settings/export/", "/team/settings/export/download/"


@pytest.fixture
def filled(store: Store, owner: User, outsider: User) -> Store:
    """A store with a brief, an upload, a playlist and a player; and a store of somebody else."""
    brief = Brief.objects.create(store=store, name="Quiet afternoons", created_by=owner)
    BriefInput.objects.create(
        brief=brief, kind="photo", file=ContentFile(b"a photo", name="shop.jpg"), bytes=7
    )
    BriefInput.objects.create(brief=brief, kind="words", text="安静的茶馆")
    playlist = Playlist.objects.create(store=store, name="Afternoon", version_number=1)
    version = PlaylistVersion.objects.create(playlist=playlist, number=1, origin="match")
    track = Track.objects.create(title="Night Ferry", artist="Artist B")
    PlaylistItem.objects.create(version=version, position=1, track=track)
    PlayerDevice.objects.create(store=store, name="Counter", token="secret-of-the-player")
    Store.objects.create(
        organisation=outsider.memberships.get().organisation, name="Elsewhere", territory="FR"
    )
    return store


def export(client: Client) -> zipfile.ZipFile:
    client.post(EXPORT)
    assert run_job(Job.objects.get(state="queued").pk, worker="test") == "done"
    response = client.get(DOWNLOAD)
    assert response.headers["Content-Disposition"].startswith("attachment")
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]


def test_everything_of_the_organisation_and_nothing_of_another(
    filled: Store, owner: User, colleague: User, signed_in: SignIn
) -> None:
    archive = export(signed_in(owner))
    tables = {name: json.loads(archive.read(f"{name}.json")) for name in TABLES}
    assert [row["name"] for row in tables["stores"]] == [filled.name]
    assert {row["email"] for row in tables["team"]} == {owner.email, colleague.email}
    assert tables["brief_inputs"][1]["text"] == "安静的茶馆"
    assert tables["playlist_items"][0]["track_title"] == "Night Ferry"
    assert tables["plays"] == []
    uploads = [name for name in archive.namelist() if name.startswith("uploads/")]
    assert [archive.read(name) for name in uploads] == [b"a photo"]
    assert b"Teahouse group" in archive.read("README.txt")


def test_no_secret_leaves(filled: Store, owner: User, signed_in: SignIn) -> None:
    filled.organisation.invitations.create(email="new@example.com", token="secret-invitation")
    archive = export(signed_in(owner))
    everything = b"".join(archive.read(name) for name in archive.namelist())
    for secret in ("secret-of-the-player", "secret-invitation", owner.password):
        assert secret.encode() not in everything


def test_asking_twice_writes_once(filled: Store, owner: User, signed_in: SignIn) -> None:
    client = signed_in(owner)
    client.post(EXPORT)
    client.post(EXPORT)
    assert Job.objects.count() == 1


def test_the_page_follows_the_export_to_its_end(
    filled: Store, owner: User, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    client.post(EXPORT)
    assert b"every 2s" in client.get(EXPORT).content
    run_job(Job.objects.get().pk, worker="test")
    page = client.get(EXPORT).content
    assert b"every 2s" not in page
    assert DOWNLOAD.encode() in page


def test_a_fresh_one_takes_the_place_of_the_old(
    filled: Store, owner: User, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    export(client)
    first = Job.objects.get()
    export(client)
    assert not default_storage.exists(archive_name(first.pk))
    assert len(default_storage.listdir("exports")[1]) == 1


def test_after_a_week_it_is_gone(filled: Store, owner: User, signed_in: SignIn) -> None:
    client = signed_in(owner)
    export(client)
    Job.objects.update(finished_at=timezone.now() - timedelta(days=7, minutes=1))
    assert client.get(DOWNLOAD).status_code == 404
    exports_expire()
    assert default_storage.listdir("exports")[1] == []


def test_another_owner_gets_their_own_or_nothing(
    filled: Store, owner: User, outsider: User, signed_in: SignIn
) -> None:
    export(signed_in(owner))
    assert signed_in(outsider).get(DOWNLOAD).status_code == 404
