"""Workbooks and encodings as offices make them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from licensing.catalogue.models import Track
from licensing.imports.problems import ImportProblem, Problem
from licensing.imports.reading.dates import date_of, order_in
from licensing.imports.tables import xlsx_file
from licensing.imports.tables.csv_file import encoding_of, open_csv
from licensing.licences.models import Grant
from merchant_app.accounts.models import User
from tests.licensing.imports.sheets import as_bytes, bring_in, codes, take_in, verdicts, workbook

NAME = {"en": "Until", "zh": "结束日期"}


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-03-04", "", date(2026, 3, 4)),
        ("2026年3月4日", "", date(2026, 3, 4)),
        ("20260304", "", date(2026, 3, 4)),
        ("4.3.2026", "", date(2026, 3, 4)),
        ("04/03/2026", "dmy", date(2026, 3, 4)),
        ("03/04/2026", "mdy", date(2026, 3, 4)),
        ("13/04/2026", "mdy", date(2026, 4, 13)),
        ("46085", "", date(2026, 3, 4)),
        ("4 March 2026", "", date(2026, 3, 4)),
        ("Mar 4, 2026", "", date(2026, 3, 4)),
        ("2026-03-04 00:00:00", "", date(2026, 3, 4)),
    ],
)
def test_dates(text: str, order: str, day: date) -> None:
    assert date_of(text, NAME, order) == day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("03/04/2026", "date_ambiguous"),
        ("31.02.2026", "bad_date"),
        ("31/31/2026", "bad_date"),
        ("03/04/26", "two_digit_year"),
        ("soon", "bad_date"),
    ],
)
def test_days_that_may_be_two_are_refused(text: str, code: str) -> None:
    found = date_of(text, NAME)
    assert isinstance(found, Problem)
    assert found.code == code


def test_one_date_above_twelve_settles_the_sheet() -> None:
    assert order_in(["03/04/2026", "25/04/2026"]) == "dmy"
    assert order_in(["03/04/2026", "04/25/2026"]) == "mdy"
    assert order_in(["25/04/2026", "04/25/2026"]) == ""


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "标题;艺人\n雨后;小明\n"),
        ("utf-8-sig", "标题,艺人\n雨后,小明\n"),
        ("utf-16", "标题\t艺人\n雨后\t小明\n"),
        ("utf-16-le", "Titel;Name\nÜber;Ming\n"),
        ("gb18030", "标题;艺人\n雨后的咖啡馆;小明和他的乐队\n"),
        ("cp1252", "Titel;Künstler\nÜber den Wolken;Jürgen Müller\nÉtude;Frédéric\n"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(text.encode(encoding))
    table = open_csv(path)
    lines = [table.header, *(row.cells for row in table.rows)]
    sign = next(sign for sign in "\t;," if sign in text)
    assert lines == [line.split(sign) for line in text.splitlines()], encoding_of(path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(b"\x00\x01\x02\xff" * 50 + b"abc" * 400)
    with pytest.raises(ImportProblem) as refused:
        open_csv(path)
    assert refused.value.problem.code == "not_text"


@pytest.mark.django_db(transaction=True)
class TestWorkbooks:
    HEAD = ["Title", "Artist", "ISRC", "Licensor", "Until"]

    def test_dates_numbers_and_merged_cells(self, editor: User) -> None:
        book, sheet = workbook(
            [
                self.HEAD,
                ["One", "Ming", "GBAYE1200001", "A label", datetime(2026, 12, 31)],
                ["Two", None, "GBAYE1200002", "A label", 46387],
                ["Three", "Across", None, "A label", None],
                [1999, "Prince", "GBAYE1200004", None, None],
            ]
        )
        sheet.merge_cells("B2:B3")
        sheet.merge_cells("B4:C4")
        batch = bring_in(editor, as_bytes(book), "sheet.xlsx")
        assert verdicts(batch) == {2: "new", 3: "new", 4: "error", 5: "new"}
        assert codes(batch, 3) == {"merged_filled"}
        assert codes(batch, 4) == {"merged_across"}
        assert Track.objects.get(title="Two").artist == "Ming"
        assert Track.objects.filter(title="1999").exists()
        assert Grant.objects.get().valid_until == date(2026, 12, 31)

    def test_formulas_count_as_their_values_or_not_at_all(self, editor: User) -> None:
        book, _sheet = workbook([["Title", "Artist"], ['=A3&"!"', "Ming"], ["Two", "#REF!"]])
        batch = bring_in(editor, as_bytes(book), "sheet.xlsx")
        assert codes(batch, 2) == {"formula"}
        assert codes(batch, 3) == {"cell_error"}
        # As Excel saves it: the value beside the formula.
        raw = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(as_bytes(book))) as old, zipfile.ZipFile(raw, "w") as new:
            for part in old.infolist():
                content = old.read(part)
                if part.filename.endswith("sheet1.xml"):
                    content = re.sub(
                        rb'<c r="A2"[^>]*><f>(.*?)</f><v ?/?>(</v>)?</c>',
                        rb'<c r="A2" t="str"><f>\1</f><v>Two!</v></c>',
                        content,
                    )
                new.writestr(part, content)
        bring_in(editor, raw.getvalue(), "sheet.xlsx")
        assert Track.objects.filter(title="Two!").exists()

    def test_hidden_sheets_are_left_out_and_said(self, editor: User) -> None:
        book, _sheet = workbook([["Title"], ["Hidden"]])
        book.active.sheet_state = "hidden"
        seen = book.create_sheet("Music")
        seen.append(["Title"])
        seen.append(["Seen"])
        batch = bring_in(editor, as_bytes(book), "sheet.xlsx")
        assert [problem["code"] for problem in batch.problems] == ["hidden_sheets"]
        assert set(Track.objects.values_list("title", flat=True)) == {"Seen"}

    def test_a_workbook_that_unpacks_without_end_is_refused(
        self, editor: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(xlsx_file, "MAX_UNPACKED", 100_000)
        book, sheet = workbook([["Title"]])
        for _number in range(5000):
            sheet.append(["the same words again and again"])
        with pytest.raises(ImportProblem) as refused:
            take_in(editor, as_bytes(book), "bomb.xlsx")
        assert refused.value.problem.code == "unpacks_too_large"

    @pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.csv", "message.xml"])
    def test_empty_files_are_refused(self, editor: User, name: str) -> None:
        with pytest.raises(ImportProblem) as refused:
            take_in(editor, b"", name)
        assert refused.value.problem.code == "empty"
