"""DDEX ERN 4.3: deals become drafts, updates follow, takedowns end, hostile XML is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from licensing.catalogue.models import Track
from licensing.history.models import Change
from licensing.imports.ddex import parse
from licensing.imports.ddex.parse import read_message
from licensing.imports.models import ImportBatch
from licensing.imports.problems import ImportProblem
from licensing.licences.models import Amendment, Grant
from licensing.works.models import Work
from merchant_app.accounts.models import User
from tests.licensing.imports.sheets import DATA, bring_in, codes, verdicts

pytestmark = pytest.mark.django_db(transaction=True)


def sent(by: User, name: str) -> ImportBatch:
    return bring_in(by, (DATA / "ddex" / f"{name}.xml").read_bytes(), f"{name}.xml")


def grant(contract: str) -> Grant:
    return Grant.objects.get(contract_number=contract)


def test_a_new_release(editor: User) -> None:
    batch = sent(editor, "new_release")
    assert batch.state == "done"
    assert verdicts(batch) == {1: "new", 2: "new"}
    track = Track.objects.get(isrc="GBPLR2600001")
    assert (track.title, track.artist) == ("Harbour Light", "Lumen Trio feat. 洪雨")
    assert (track.label, track.release, track.release_icpn) == (
        "Paper Lantern",
        "Shore Songs",
        "4006381333931",
    )
    assert (track.duration_s, track.explicit, track.vocal) == (225, "no", "yes")
    assert track.released_on == date(2026, 2, 1)
    assert [(a.name, a.role) for a in track.artists.all()] == [
        ("Lumen Trio", "main"),
        ("洪雨", "featured"),
    ]
    assert Work.objects.get().iswc == "T0345246801"
    assert Track.objects.get(isrc="GBPLR2600002").version == "Live"
    shops = grant("D-100")
    assert shops.status == Grant.Status.DRAFTED
    assert (shops.licensor, shops.side) == ("Paper Lantern Records", "recording")
    assert shops.rights == ["public_performance", "reproduction"]
    assert shops.territories_in == ["DE", "AT", "CH"]
    assert (shops.valid_from, shops.valid_until) == (date(2026, 2, 1), date(2028, 1, 31))
    assert shops.scope.count() == 2
    assert grant("D-300").tracks.get() == track
    # Streams and downloads to consumers are no right to play in a shop.
    assert not Grant.objects.filter(contract_number="D-200").exists()
    assert codes(batch, 2) == {"unmapped_use"}


def test_the_same_message_twice_changes_nothing(editor: User) -> None:
    sent(editor, "new_release")
    before = [list(Track.objects.values()), list(Grant.objects.values()), Change.objects.count()]
    assert set(verdicts(sent(editor, "new_release")).values()) == {"unchanged"}
    after = [list(Track.objects.values()), list(Grant.objects.values()), Change.objects.count()]
    assert after == before


def test_an_update_changes_drafts_and_ends_what_is_gone(editor: User) -> None:
    sent(editor, "new_release")
    sent(editor, "update")
    assert Track.objects.get(isrc="GBPLR2600001").title == "Harbour Lights"
    assert grant("D-100").territories_in == ["DE", "AT", "CH", "FR"]
    assert grant("D-300").valid_until == date(2026, 5, 31)


def test_a_wider_deal_of_a_grant_in_force_waits_for_a_second_person(editor: User) -> None:
    sent(editor, "new_release")
    Grant.objects.update(status=Grant.Status.ACTIVE)
    sent(editor, "update")
    assert grant("D-100").territories_in == ["DE", "AT", "CH"]
    assert Amendment.objects.get().grant == grant("D-100")
    assert grant("D-300").valid_until == date(2026, 5, 31)  # what ends, ends at once
    assert set(verdicts(sent(editor, "update")).values()) == {"unchanged"}


def test_a_takedown_ends_grants_in_force_and_keeps_tracks(editor: User) -> None:
    sent(editor, "new_release")
    Grant.objects.update(status=Grant.Status.ACTIVE)
    batch = sent(editor, "takedown")
    assert {g.valid_until for g in Grant.objects.all()} == {date(2026, 9, 14)}
    assert Track.objects.count() == 2
    assert "takedown" in codes(batch, 1)
    last = Change.objects.filter(action="grant.update").first()
    assert last is not None
    assert "takedown.xml" in last.why


def test_an_older_message_changes_nothing(editor: User) -> None:
    sent(editor, "update")
    before = list(Grant.objects.values())
    batch = sent(editor, "new_release")
    assert set(verdicts(batch).values()) == {"unchanged"}
    assert codes(batch, 1) == {"older_message"}
    assert Track.objects.get(isrc="GBPLR2600001").title == "Harbour Lights"
    assert list(Grant.objects.values()) == before


def test_excluded_territories_and_a_country_that_is_no_more(editor: User) -> None:
    batch = sent(editor, "excluded_territories")
    # The deal for Yugoslavia stops the rows that carry it: nothing is guessed.
    assert codes(batch, 1) == {"former_country"}
    text = (DATA / "ddex" / "excluded_territories.xml").read_text("utf-8").replace("YU", "RS")
    bring_in(editor, text, "excluded.xml")
    everywhere = grant("D-400")
    assert (everywhere.territories_in, everywhere.territories_out) == (["*"], ["US", "CA"])


@pytest.mark.parametrize(
    ("name", "code"), [("malformed", "bad_xml"), ("billion_laughs", "forbidden_xml")]
)
def test_broken_and_hostile_messages(editor: User, name: str, code: str) -> None:
    batch = sent(editor, name)
    assert batch.state == "failed"
    assert [problem["code"] for problem in batch.problems] == [code]
    assert not Track.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("xml/ern/43", "xml/ern/382"), "not_ern"),
        (("LiveMessage", "TestMessage"), "test_message"),
        (("2026-01-20T09:00:00+00:00", "yesterday"), "no_header_in_message"),
        (("<PartyList>", "<PartyList>" + "<x>" * 80 + "</x>" * 80), "too_deep"),
        (
            ('<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0" encoding="x-1"?>'),
            "bad_xml",
        ),
    ],
)
def test_other_messages_are_refused(editor: User, change: tuple[str, str], code: str) -> None:
    text = (DATA / "ddex" / "new_release.xml").read_text("utf-8").replace(*change)
    batch = bring_in(editor, text, "message.xml")
    assert [problem["code"] for problem in batch.problems] == [code]


def test_a_message_of_many_small_elements_is_not_held(tmp_path: Path, monkeypatch) -> None:
    text = (DATA / "ddex" / "new_release.xml").read_text("utf-8")
    path = tmp_path / "many.xml"
    path.write_text(text.replace("<PartyList>", "<x/>" * 200_000 + "<PartyList>"), "utf-8")
    assert len(read_message(path).recordings) == 2
    path.write_text(text.replace("<Type>", "<x/>" * 300 + "<Type>", 1), "utf-8")
    monkeypatch.setattr(parse, "MAX_WITHIN", 200)
    with pytest.raises(ImportProblem):
        read_message(path)
