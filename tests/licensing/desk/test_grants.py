"""Writing grants down, changing and ending them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from licensing.licences.models import Grant
from licensing.rights.selectors import cleared_track_ids
from tests.licensing.rows import active_grant, analysed_track, use

pytestmark = pytest.mark.django_db

TERMS = {
    "licensor": "A label", "rights": ["public_performance"], "side": "both", "basis": "direct",
    "territories_in": "Germany, US、瑞士", "premises": ["cafe", "bar"], "interactive": "on",
}  # fmt: skip


@pytest.fixture
def desk(editor, signed_in) -> Client:
    return signed_in(editor)


def test_a_grant_is_written_down_and_clears_at_once(desk: Client) -> None:
    track = analysed_track()
    address = reverse("desk:new-grant") + f"?track={track.pk}"
    assert desk.get(address).status_code == 200
    assert desk.post(address, {**TERMS, "activate": "1"}).status_code == 302
    grant = Grant.objects.get()
    assert grant.territories_in == ["DE", "US", "CH"]
    assert grant.status == Grant.Status.ACTIVE
    assert cleared_track_ids(use()).tolist() == [track.pk]


def test_a_draft_clears_nothing(desk: Client) -> None:
    track = analysed_track()
    desk.post(reverse("desk:new-grant") + f"?track={track.pk}", TERMS)
    assert Grant.objects.get().status == Grant.Status.DRAFTED
    assert cleared_track_ids(use()).tolist() == []


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"licensor": ""}, "required"),
        ({"territories_in": "Germany, Atlantis"}, "Not a country or group of countries: Atlantis"),
        ({"valid_from": "2026-05-01", "valid_until": "2026-04-01"}, "end before it begins"),
        ({"max_floor_area_m2": "-4"}, "greater than or equal"),
        ({"licence_url": "javascript:alert(1)"}, "valid URL"),
        ({"evidence_file": SimpleUploadedFile("proof.exe", b"MZ")}, "Attach a PDF"),
        ({"evidence_file": SimpleUploadedFile("proof.pdf", b"")}, "empty"),
    ],
)
def test_impossible_terms_are_refused_beside_their_field(
    desk: Client, terms: dict[str, object], says: str
) -> None:
    response = desk.post(reverse("desk:new-grant"), {**TERMS, **terms})
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not Grant.objects.exists()


def test_terms_go_in_and_out_of_the_form(desk: Client) -> None:
    grant = active_grant(
        analysed_track(), territories_in=["EU", "CN"], territories_out=["MT"], premises=["spa"],
        valid_until=date(2030, 1, 1),
    )  # fmt: skip
    address = reverse("desk:edit-grant", args=[grant.pk])
    form = desk.get(address).context["form"]
    shown = {bound.name: bound.value() for bound in form if bound.value() not in (None, False, "")}
    shown["territories_in"] = form.fields["territories_in"].prepare_value(grant.territories_in)
    shown["territories_out"] = form.fields["territories_out"].prepare_value(grant.territories_out)
    assert desk.post(address, shown).status_code == 302
    grant.refresh_from_db()
    assert (grant.territories_in, grant.territories_out) == (["EU", "CN"], ["MT"])
    assert (grant.premises, grant.valid_until) == (["spa"], date(2030, 1, 1))


def test_evidence_is_kept(desk: Client) -> None:
    proof = SimpleUploadedFile("contract.pdf", b"%PDF-1.4 signed")
    desk.post(reverse("desk:new-grant"), {**TERMS, "evidence_file": proof})
    grant = Grant.objects.get()
    assert grant.evidence_file.read() == b"%PDF-1.4 signed"
    assert "/media/" in desk.get(reverse("desk:grant", args=[grant.pk])).content.decode()


def test_revoking_takes_the_track_away_at_once(desk: Client) -> None:
    track = analysed_track()
    grant = active_grant(track)
    address = reverse("desk:grant-status", args=[grant.pk])
    for status, cleared in (("suspended", []), ("active", [track.pk]), ("revoked", [])):
        assert desk.post(address, {"status": status}).status_code == 302
        assert cleared_track_ids(use()).tolist() == cleared
    desk.post(address, {"status": "immortal"})
    assert Grant.objects.get().status == Grant.Status.REVOKED


def test_tracks_are_found_added_and_taken_out(desk: Client) -> None:
    track, other = analysed_track(title="Morning"), analysed_track(title="Evening")
    grant = active_grant(track)
    page = desk.get(reverse("desk:grant", args=[grant.pk]), {"find": "even"})
    assert [found.title for found in page.context["found"]] == ["Evening"]
    desk.post(reverse("desk:grant-add", args=[grant.pk]), {"track": other.pk})
    assert cleared_track_ids(use()).tolist() == [track.pk, other.pk]
    desk.post(reverse("desk:grant-remove", args=[grant.pk, track.pk]))
    assert cleared_track_ids(use()).tolist() == [other.pk]


def test_the_list_and_its_filters(desk: Client, django_assert_max_num_queries) -> None:
    active_grant(licensor="Alpha")
    active_grant(licensor="Beta", status="revoked", valid_until=date(2020, 1, 1))

    def listed(**query: str) -> set[str]:
        rows = desk.get(reverse("desk:grants"), query).context["rows"]
        return {words.grant.licensor for words in rows}

    assert listed() == {"Alpha", "Beta"}
    assert listed(q="alp") == {"Alpha"}
    assert listed(status="revoked") == {"Beta"}
    assert listed(ends="over") == {"Beta"}
    assert listed(ends="30") == set()
    with django_assert_max_num_queries(6):
        listed()
