"""What ends and what comes back on air is told to a merchant's program as it happens."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from matching.jobs.models import Job
from matching.jobs.tasks import run_job
from merchant_app.onair.services import publish
from merchant_app.onair.services.sweeping import rights_sweep
from merchant_app.playlists.models import Playlist
from merchant_app.playlists.services.versions import current_version
from merchant_app.stores.models import Store
from merchant_app.webhooks.endpoints import endpoint_create
from merchant_app.webhooks.models import EventKind
from merchant_app.webhooks.signing import verified
from tests.merchant_app import doors
from tests.merchant_app.doors import send_playlist
from tests.merchant_app.music_on_disk import grant_for
from tests.merchant_app.webhooks.receiver import receiving

pytestmark = pytest.mark.django_db
api, shelf = doors.api, doors.shelf


def test_lost_refilled_and_regained(
    api: Any, shelf: list[Track], store: Store, settings: Any
) -> None:
    settings.WEBHOOKS_TO_THIS_MACHINE = True
    grants = {track.pk: grant_for(track) for track in shelf}
    made = send_playlist(api, store, length=6)
    playlist = Playlist.objects.get(pk=made["id"])
    publish(store=store, version=current_version(playlist), user=None)
    gone = current_version(playlist).items.order_by("position")[2].track
    with receiving() as program:
        endpoint = endpoint_create(
            organisation=store.organisation, address=program.url, events=EventKind.values
        )
        for status in (Grant.Status.REVOKED, Grant.Status.ACTIVE):
            Grant.objects.filter(pk=grants[gone.pk].pk).update(status=status)
            rights_sweep()
            rights_sweep()
        for pk in Job.objects.filter(kind="webhook_deliver").values_list("pk", flat=True):
            run_job(pk, worker="test")
    messages = [json.loads(body) for _headers, body in program.got]
    assert [each["type"] for each in messages] == [
        "clearance.lost",
        "playlist.refilled",
        "clearance.regained",
    ]
    lost, refilled, regained = (each["data"] for each in messages)
    assert lost["store"]["id"] == store.pk
    assert [each["id"] for each in lost["tracks"]] == [gone.pk]
    assert lost["tracks"][0]["reasons"][0]["code"] == "status"
    assert "撤销" in lost["tracks"][0]["reasons"][0]["sentence_zh"]
    assert refilled["playlist"]["id"] == playlist.pk
    assert refilled["replaced"][0]["track"] == gone.pk
    assert [each["id"] for each in regained["tracks"]] == [gone.pk]
    for headers, body in program.got:
        assert verified(headers, body, secret=endpoint.secret, now=time.time())
