"""Fills the database of the browser journeys; run as a process of its own with their settings.

    python -m tests.browser.prepare FOLDER

FOLDER holds the analyses of the starter tracks as SHA256.npz, so that nothing is heard twice.
Prints the sign-ins and the secret links as JSON. Each duty has a twin who reads Chinese.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merchant_app.config.settings")
django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from licensing.catalogue.indexing import index_refresh  # noqa: E402
from licensing.catalogue.models import Track  # noqa: E402
from licensing.imports.checking import check  # noqa: E402
from licensing.imports.models import ImportBatch  # noqa: E402
from licensing.imports.services import import_start  # noqa: E402
from matching.profile.track import TrackProfile  # noqa: E402
from matching.services import profile_store  # noqa: E402
from merchant_app.accounts.models import Membership, User  # noqa: E402
from merchant_app.accounts.services.people import person_create  # noqa: E402
from merchant_app.accounts.services.team import invitation_send  # noqa: E402
from merchant_app.compliance.coverage import coverage_of  # noqa: E402
from merchant_app.compliance.models import Certificate  # noqa: E402
from merchant_app.compliance.snapshot import fingerprint, snapshot_of  # noqa: E402
from merchant_app.demo.people import credentials, people_create  # noqa: E402
from merchant_app.demo.references import references_load  # noqa: E402
from merchant_app.demo.starter import starter_load  # noqa: E402
from merchant_app.onair.services import device_create  # noqa: E402
from merchant_app.playlists.models import Playlist, PlaylistItem, PlaylistVersion  # noqa: E402
from merchant_app.stores.models import Store  # noqa: E402
from merchant_app.voting.services.links import link_create  # noqa: E402
from merchant_app.webhooks.models import Endpoint, EventKind  # noqa: E402

TWINS = ("editor", "admin", "operator")


def twin_of(key: str) -> dict[str, str]:
    """The same duty, read in Chinese."""
    email, password = f"{key}-zh@foyer.example", f"a good password of {key}"
    user = person_create(email=email, password=password, name=f"{key} 二号", language="zh-hans")
    User.objects.filter(pk=user.pk).update(
        desk_role=key if key in ("editor", "admin") else "", is_operator=key == "operator"
    )
    return {"email": email, "password": password}


def imports_made(editor: User) -> dict[str, int]:
    """A sheet whose columns are not said yet, and one with a row of each verdict."""
    known = Track.objects.filter(isrc="", asset__isnull=False).order_by("pk").first()
    assert known is not None
    doubtful = f'"{known.title}","{known.artist}",GBAYE1200002\n'
    lines = f"title,artist,isrc\nNew,A,GBAYE1200001\nBad,B,no\n{doubtful}"
    made = {}
    for name in ("import_columns", "import_checked"):
        file = SimpleUploadedFile(f"{name}.csv", lines.encode())
        batch = import_start(file=file, name=file.name, by=editor)
        made[name] = batch.pk
        if name == "import_checked":
            check(batch, lambda progress, step="": None)
            ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.CHECKED)
    return made


def shared_playlist(store: Store) -> dict[str, str | int]:
    """A list of three to be voted on: the secret of a link to it, and its number."""
    playlist = Playlist.objects.create(store=store, name="To be voted on", version_number=1)
    version = PlaylistVersion.objects.create(playlist=playlist, number=1, origin="match")
    for position, track in enumerate(Track.objects.filter(demonstration=False)[:3], start=1):
        PlaylistItem.objects.create(version=version, position=position, track=track)
    _link, secret = link_create(playlist=playlist, user=None, days=30)
    return {"vote": secret, "voted_on": playlist.pk}


def main(folder: Path) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    people_create()
    for analysis in folder.glob("*.npz"):
        profile_store(sha256=analysis.stem, profile=TrackProfile.unpack(analysis.read_bytes()))
    starter_load()
    references_load()
    index_refresh()
    User.objects.filter(language="").update(language="en")
    people = credentials()
    people |= {f"{key}-zh": twin_of(key) for key in TWINS}
    store = Store.objects.get(premises_type="cafe")
    people["owner-zh"] = twin_of("owner")
    Membership.objects.create(
        user=User.objects.get(email=people["owner-zh"]["email"]),
        organisation=store.organisation,
        role=Membership.Role.OWNER,
    )
    facts = snapshot_of(coverage_of(store))
    certificate = Certificate.objects.create(
        organisation=store.organisation, store=store, issued_at=timezone.now(), snapshot=facts,
        sha256=fingerprint(facts),
    )  # fmt: skip
    webhook = Endpoint.objects.create(
        organisation=store.organisation, address="https://foyer.example/", events=EventKind.values
    )
    device = device_create(store=store, name="Terrace")
    invitation = invitation_send(
        organisation=store.organisation,
        email="new@foyer.example",
        role=Membership.Role.STAFF,
        invited_by=User.objects.get(email=people["owner"]["email"]),
    )
    sys.stdout.write(
        json.dumps(
            {
                "people": people,
                "player": device.token,
                **shared_playlist(store),
                "certificate": certificate.serial,
                "webhook": webhook.pk,
                **imports_made(User.objects.get(email=people["editor"]["email"])),
                "invitation": invitation.token,
                "stores": dict(Store.objects.values_list("premises_type", "pk")),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
