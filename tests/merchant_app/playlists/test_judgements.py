"""Judgements as a file, and forgotten: complete, under pseudonyms, nobody else's."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from merchant_app.playlists.judgements import COLUMNS, judgements_parquet
from merchant_app.playlists.models import Forgetting, Playlist, Verdict
from merchant_app.playlists.services.feedback import Said, feedback_give
from merchant_app.playlists.services.playlists import playlist_duplicate
from merchant_app.playlists.services.undoing import feedback_undo
from merchant_app.playlists.services.versions import current_version
from tests.merchant_app.doors import send_playlist

pytestmark = pytest.mark.django_db
HISTORY, FILE, FORGET = (
    f"/team/settings/history/{end}" for end in ("", "judgements.parquet", "forget/")
)


@pytest.fixture
def judged(playlist, listed, owner, colleague) -> Playlist:
    """Three answers of the owner, one of them taken back, and one of a colleague."""
    said = [
        Said(listed[0], "accept", "a", 4000),
        Said(listed[1], "reject"),
        Said(listed[2], "skip"),
    ]
    feedback_give(playlist=playlist, user=owner, said=said)
    feedback_give(playlist=playlist, user=colleague, reject=[listed[3]])
    feedback_undo(playlist=playlist, user=owner, track=listed[1])
    return playlist


def test_the_file_has_each_answer_once_with_its_context(
    judged, organisation, owner, listed
) -> None:
    playlist_duplicate(playlist=judged, user=owner)
    table = pq.read_table(io.BytesIO(b"".join(judgements_parquet(organisation))))
    assert table.column_names == list(COLUMNS)
    assert all(field.metadata[b"description"] for field in table.schema)
    rows = table.to_pylist()
    assert [(row["track"], row["kind"]) for row in rows] == [
        (listed[0], "accept"), (listed[1], "reject"), (listed[2], "skip"), (listed[3], "reject"),
    ]  # fmt: skip
    first, back, _skip, other = rows
    assert (first["round"], first["version"], first["position"]) == (1, 1, 1)
    assert (first["propensity"], first["heard_ms"], first["weight"]) == (1.0, 4000, 1.0)
    assert first["learner"]
    assert first["analyser"]
    assert back["undone_at"] > back["said_at"]
    assert first["undone_at"] is None
    assert first["person"] == back["person"] != other["person"]
    assert owner.email not in str(rows)


def test_owners_alone_take_it_and_only_their_own(
    judged, signed_in, owner, colleague, outsider
) -> None:
    answer = signed_in(owner).get(FILE)
    assert answer["Content-Type"] == "application/vnd.apache.parquet"
    assert pq.read_table(io.BytesIO(b"".join(answer.streaming_content))).num_rows == 4
    assert signed_in(colleague).get(FILE).status_code == 403
    empty = b"".join(signed_in(outsider).get(FILE).streaming_content)
    assert pq.read_table(io.BytesIO(empty)).num_rows == 0


def test_the_command_writes_the_same(judged, organisation, tmp_path: Path) -> None:
    out = tmp_path / "said.parquet"
    call_command("export_judgements", str(out), organisation=organisation.name, verbosity=0)
    assert pq.read_table(out).num_rows == 4
    assert not list(tmp_path.glob(".*"))
    with pytest.raises(CommandError, match="no organisation"):
        call_command("export_judgements", str(out), organisation="nobody's")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command(
            "export_judgements", str(tmp_path / "no" / "x"), organisation=str(organisation.pk)
        )


def test_a_forgotten_playlist_is_a_list_and_nothing_more(
    judged, signed_in, owner, api, cafe
) -> None:
    other = Playlist.objects.get(pk=send_playlist(api, cafe, length=4, start_from="own")["id"])
    assert other.carried  # it started from what the first one had taught
    tracks = list(current_version(judged).items.values_list("track_id", flat=True))
    client = signed_in(owner)
    assert f'value="playlist:{judged.pk}"' in client.get(HISTORY).text
    assert client.post(FORGET, {"what": f"playlist:{judged.pk}"}).status_code == 302
    assert not Verdict.objects.exists()
    version = current_version(Playlist.objects.get(pk=judged.pk))
    assert list(version.items.values_list("track_id", flat=True)) == tracks
    assert (version.sureness, version.split) == (None, None)
    assert not [wish for wish in version.wishes if wish["origin"] == "learned"]
    assert not version.items.filter(kept=True).exists()
    assert not version.items.exclude(chance=None).exists()
    other.refresh_from_db()
    assert other.carried == {}
    record = Forgetting.objects.get()
    assert (record.kind, record.asked_by, record.verdicts) == ("playlist", owner, 4)
    assert "4 answers" in client.get(HISTORY).text


def test_one_person_is_forgotten_in_copies_too_and_others_are_not(
    judged, signed_in, owner, colleague
) -> None:
    copy = playlist_duplicate(playlist=judged, user=owner)
    signed_in(owner).post(FORGET, {"what": f"person:{colleague.pk}"})
    assert not Verdict.objects.filter(user=colleague).exists()
    assert judged.verdicts.count() == 3
    assert copy.verdicts.count() == 2
    assert feedback_undo(playlist=judged, user=owner).number == 5  # life goes on


@pytest.mark.parametrize("what", ["store", "organisation"])
def test_a_store_and_everything(judged, signed_in, owner, what, organisation) -> None:
    pk = judged.store_id if what == "store" else 0
    signed_in(owner).post(FORGET, {"what": f"{what}:{pk}"})
    assert not Verdict.objects.exists()


def test_what_is_not_ones_own_is_not_there(judged, signed_in, owner, colleague, outsider) -> None:
    stranger = signed_in(outsider)
    for what in (f"playlist:{judged.pk}", f"store:{judged.store_id}", f"person:{owner.pk}"):
        assert stranger.post(FORGET, {"what": what}).status_code == 404
    assert stranger.post(FORGET, {"what": "organisation:0"}).status_code == 302
    assert signed_in(colleague).post(FORGET, {"what": "organisation:0"}).status_code == 403
    for junk in ("", "x", "playlist:", "playlist:²", "everything:1", f"voter:{9**40}"):
        assert signed_in(owner).post(FORGET, {"what": junk}).status_code in (302, 404)
    assert Verdict.objects.count() == 4
