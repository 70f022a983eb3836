"""Writing grants down, changing and ending them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from licensing.licences.models import Grant
from licensing.licences.services import tracks_of
from licensing.rights.selectors import cleared_track_ids
from tests.licensing.rows import active_grant, analysed_track, use

pytestmark = pytest.mark.django_db

TERMS = {
    "licensor": "A label", "rights": ["public_performance"], "side": "both", "basis": "direct",
    "territories_in": "Germany, US、瑞士", "premises": ["cafe", "bar"], "interactive": "on",
    "scope_kind": "tracks",
}  # fmt: skip


@pytest.fixture
def desk(editor, signed_in) -> Client:
    return signed_in(editor)


@pytest.fixture
def checking(approver, signed_in) -> Client:
    return signed_in(approver)


def contract() -> SimpleUploadedFile:
    return SimpleUploadedFile("contract.pdf", b"%PDF-1.4 signed")


def test_two_people_bring_a_grant_into_force(desk: Client, checking: Client) -> None:
    track = analysed_track()
    address = reverse("desk:new-grant") + f"?track={track.pk}"
    assert desk.get(address).status_code == 200
    assert desk.post(address, {**TERMS, "evidence_file": contract()}).status_code == 302
    grant = Grant.objects.get()
    assert grant.territories_in == ["DE", "US", "CH"]
    assert grant.status == Grant.Status.DRAFTED
    steps = reverse("desk:grant-status", args=[grant.pk])
    assert desk.post(steps, {"status": "verified"}).status_code == 403
    for status, cleared in (("verified", []), ("active", [track.pk])):
        page = checking.post(steps, {"status": status}, follow=True)
        assert f"now {status}" in page.content.decode()
        assert cleared_track_ids(use()).tolist() == cleared
    page = checking.get(reverse("desk:grant", args=[grant.pk])).content.decode()
    for who in ("Edda Editor", "Anna Approver"):
        assert who in page


def test_why_a_step_is_refused_is_said(desk: Client, checking: Client) -> None:
    desk.post(reverse("desk:new-grant"), TERMS)
    grant = Grant.objects.get()
    steps = reverse("desk:grant-status", args=[grant.pk])
    page = checking.post(steps, {"status": "verified"}, follow=True).content.decode()
    assert "It covers no track yet" in page
    page = checking.post(steps, {"status": "revoked"}, follow=True).content.decode()
    assert "Say why." in page


def test_a_change_of_a_grant_in_force_is_shown_and_approved(desk: Client, checking: Client) -> None:
    grant = active_grant(
        analysed_track(), basis="open_licence", licence_url="https://example.com/by"
    )
    edited = desk.get(reverse("desk:edit-grant", args=[grant.pk])).context["form"].initial
    sent = {**TERMS, "licensor": edited["licensor"], "territories_in": "Japan", "why": "letter"}
    sent |= {"basis": "open_licence", "licence_url": "https://example.com/by"}
    assert desk.post(reverse("desk:edit-grant", args=[grant.pk]), sent).status_code == 302
    grant.refresh_from_db()
    assert grant.territories_in == ["*"]
    answers = reverse("desk:grant-amendment", args=[grant.pk])
    page = desk.post(answers, {"answer": "approve"}, follow=True).content.decode()
    assert "Only approvers" in page
    page = checking.get(reverse("desk:grant", args=[grant.pk])).content.decode()
    assert "Japan" in page
    assert "letter" in page
    checking.post(answers, {"answer": "approve"})
    grant.refresh_from_db()
    assert grant.territories_in == ["JP"]


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"licensor": ""}, "required"),
        ({"territories_in": "Germany, Atlantis"}, "Not a country or group of countries: Atlantis"),
        ({"scope_kind": "label"}, "Say which one it covers"),
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


def test_revoking_takes_the_track_away_at_once(checking: Client) -> None:
    track = analysed_track()
    grant = active_grant(track, basis="public_domain", evidence="The composer died in 1899.")
    address = reverse("desk:grant-status", args=[grant.pk])
    for status, cleared in (("suspended", []), ("active", [track.pk]), ("revoked", [])):
        sent = {"status": status, "why": "they asked for it"}
        assert checking.post(address, sent).status_code == 302
        assert cleared_track_ids(use()).tolist() == cleared
    checking.post(address, {"status": "immortal"})
    assert Grant.objects.get().status == Grant.Status.REVOKED


def test_tracks_are_found_added_and_taken_out(desk: Client) -> None:
    track, other = analysed_track(title="Morning"), analysed_track(title="Evening")
    grant = active_grant(track, status="drafted")
    page = desk.get(reverse("desk:grant", args=[grant.pk]), {"find": "even"})
    assert [found.title for found in page.context["found"]] == ["Evening"]
    desk.post(reverse("desk:grant-add", args=[grant.pk]), {"track": other.pk})
    assert tracks_of(grant) == [track.pk, other.pk]
    Grant.objects.update(status="active")
    assert cleared_track_ids(use()).tolist() == [track.pk, other.pk]
    desk.post(reverse("desk:grant-remove", args=[grant.pk, track.pk]))
    assert cleared_track_ids(use()).tolist() == [other.pk]
    page = desk.post(reverse("desk:grant-add", args=[grant.pk]), {"track": track.pk}, follow=True)
    assert "waits for a second person" in page.content.decode()
    assert cleared_track_ids(use()).tolist() == [other.pk]


def test_what_rests_on_a_grant_alone(desk: Client) -> None:
    track, _other = analysed_track(label="Dun"), analysed_track(label="dun", release="Sea")
    label = active_grant(scope_kind="label", scope_value="DUN")

    def reached(grant: Grant) -> tuple[int, int]:
        context = desk.get(reverse("desk:grant-reach", args=[grant.pk])).context
        return context["covered"], context["alone"]

    assert reached(label) == (2, 2)
    listed = active_grant(track, side="recording")
    assert reached(label) == (2, 2)
    active_grant(track, side="work")
    assert reached(label) == (2, 1)
    assert reached(listed) == (1, 0)
    active_grant(scope_kind="release", scope_value="sea", valid_until=date(2020, 1, 1))
    assert reached(label) == (2, 1)


def test_names_are_offered_while_one_types(desk: Client) -> None:
    analysed_track(label="Dun Records")
    analysed_track(label="Other")
    address = reverse("desk:grant-scopes")
    offered = desk.get(address, {"scope_kind": "label", "scope_value": "dun"}).content.decode()
    assert "Dun Records" in offered
    assert "Other" not in offered
    assert not desk.get(address, {"scope_kind": "catalogue"}).content.strip()


def test_the_list_and_its_filters(desk: Client, django_assert_max_num_queries) -> None:
    active_grant(licensor="Alpha")
    active_grant(licensor="Beta", status="revoked", valid_until=date(2020, 1, 1))

    def listed(**query: str) -> set[str]:
        rows = desk.get(reverse("desk:grants"), query).context["rows"]
        return {words.grant.licensor for words, _covers in rows}

    assert listed() == {"Alpha", "Beta"}
    assert listed(q="alp") == {"Alpha"}
    assert listed(status="revoked") == {"Beta"}
    assert listed(ends="over") == {"Beta"}
    assert listed(ends="30") == set()
    with django_assert_max_num_queries(10):
        listed()
