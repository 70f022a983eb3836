"""The record of changes cannot be altered, and shows when somebody did it all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from licensing.history.models import Change
from licensing.history.services import Entry, acting, record, record_many
from licensing.history.verification import verify
from tests.licensing.rows import active_grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant(editor):
    made = active_grant(licensor="Ünal & 音乐")
    with acting(editor, "the contract says so"):
        record(action="grant.update", subject=made, before={"side": "both"}, after={"side": "work"})
        record_many(
            Entry("grant.tracks", made, after={"tracks_added": [number]}) for number in range(20)
        )
    return made


def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values or None)


@contextmanager
def as_owner_of_the_table() -> Iterator[None]:
    """Somebody with the keys of the database takes the guard away first."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE history_change DISABLE TRIGGER history_rows_stay")
    yield
    sql("ALTER TABLE history_change ENABLE TRIGGER history_rows_stay")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE history_change SET why = 'never'", "DELETE FROM history_change"],
)
def test_the_database_refuses_to_change_it(grant, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="append-only"):
        sql(statement)
    assert Change.objects.count() == 21


def test_a_person_who_leaves_keeps_their_name_in_it(grant, editor) -> None:
    name = str(editor)
    editor.delete()
    change = Change.objects.earliest("pk")
    assert (change.actor_id, change.actor_name, change.why) == (None, name, "the contract says so")
    assert verify().intact


def test_an_untouched_record_is_intact(grant) -> None:
    out = StringIO()
    call_command("verify_history", stdout=out)
    assert "21 entries, all intact" in out.getvalue()
    assert verify(Change.objects.latest("pk").hash).intact


@pytest.mark.parametrize(
    ("statement", "how"),
    [
        ("UPDATE history_change SET why = 'other' WHERE id = {middle}", "altered"),
        ("UPDATE history_change SET actor_name = 'Somebody' WHERE id = {middle}", "altered"),
        ("UPDATE history_change SET at = at + interval '1 ms' WHERE id = {middle}", "altered"),
        ("UPDATE history_change SET after = '{{}}' WHERE id = {middle}", "altered"),
        ("DELETE FROM history_change WHERE id = {middle} - 1", "torn"),
    ],
)
def test_tampering_behind_the_guard_is_found(grant, statement: str, how: str) -> None:
    middle = Change.objects.earliest("pk").pk + 10
    with as_owner_of_the_table():
        sql(statement.format(middle=middle))
    verdict = verify()
    assert (verdict.broken and verdict.broken.pk, verdict.how) == (middle, how)
    with pytest.raises(CommandError, match=f"Entry {middle} "):
        call_command("verify_history")


def test_a_cut_off_end_is_found_with_a_hash_kept_elsewhere(grant) -> None:
    last = Change.objects.latest("pk")
    with as_owner_of_the_table():
        sql("DELETE FROM history_change WHERE id = %s", last.pk)
    assert verify().intact
    assert not verify(last.hash).intact
    with pytest.raises(CommandError, match="cut off"):
        call_command("verify_history", "--expect", last.hash)
