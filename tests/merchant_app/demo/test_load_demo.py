"""The demonstration: 28 cleared tracks, references that are refused, people who can sign in."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from licensing.catalogue.models import AudioAsset, Track
from licensing.licences.models import Grant
from licensing.rights.selectors import cleared_track_ids, decision_for
from matching.jobs.models import Job
from matching.models import Profile
from merchant_app.accounts.models import User
from merchant_app.demo.references import REFERENCES
from merchant_app.stores.models import Store
from tests.licensing.rows import use

pytestmark = pytest.mark.django_db(transaction=True)

REFUSED_FOR = {
    "Evening Window": "no_grant",
    "Corner Table": "expired",
    "Mission Bell": "territory",
    "Night Shift": "status",
    "Two Hands": "side_missing",
    "Lobby Clock": "premises",
}


@pytest.fixture
def own_var(settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    settings.DEMO = True  # off for databases that somebody brought, as the tests do
    return tmp_path


def count_as_analysed() -> None:
    """Rights only ask whether there is an analysis; listening to 34 tracks is another test."""
    for asset in AudioAsset.objects.all():
        asset.profile = Profile.objects.create(
            sha256=asset.sha256, analyser="test", duration_s=30, vectors=b"", peaks=b""
        )
        asset.save()


def test_the_demonstration_loads_once(own_var: Path) -> None:
    call_command("load_demo", stdout=StringIO())
    assert Track.objects.filter(demonstration=False).count() == 28
    assert Track.objects.filter(demonstration=True).count() == len(REFERENCES)
    assert Job.objects.filter(kind="analyse_track").count() == 28 + len(REFERENCES)
    assert len(set(Track.objects.values_list("title", flat=True))) == 28 + len(REFERENCES)
    assert set(Track.objects.values_list("ai_generated", flat=True)) == {"yes"}
    counts = [model.objects.count() for model in (Track, Grant, AudioAsset, User, Store, Job)]

    call_command("load_demo", stdout=StringIO())
    assert counts == [
        model.objects.count() for model in (Track, Grant, AudioAsset, User, Store, Job)
    ]

    count_as_analysed()
    cleared = cleared_track_ids(use())
    assert len(cleared) == 28
    assert not Track.objects.filter(pk__in=cleared.tolist(), demonstration=True).exists()
    for track in Track.objects.filter(demonstration=True):
        reasons = decision_for(track.pk, use()).reasons
        assert REFUSED_FOR[track.title] in {reason.code for reason in reasons}


def test_everybody_can_sign_in(own_var: Path) -> None:
    call_command("load_demo", stdout=StringIO())
    out = StringIO()
    call_command("demo_credentials", "--json", stdout=out)
    people = json.loads(out.getvalue())
    assert people.pop("url").startswith("http")
    desk = {"editor", "approver", "admin"}
    assert set(people) == {"owner", "colleague", "outsider", *desk, "operator"}
    for person in people.values():
        assert person["token"]
        response = Client().post(
            "/account/login/", {"login": person["email"], "password": person["password"]}
        )
        assert response.status_code == 302, person["email"]
    secrets = own_var / "secrets" / "demo.json"
    assert secrets.stat().st_mode & 0o777 == 0o600
    again = StringIO()
    call_command("demo_credentials", "--json", stdout=again)
    assert again.getvalue() == out.getvalue()
