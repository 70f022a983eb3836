"""``bench`` says what it cannot do before it measures anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from matching.cli.main import main


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["text", "--jobs", "2"], "bench text takes no --jobs"),
        (["photo", "--out", "elsewhere"], "bench photo takes no --out"),
        (["all", "--tune"], "bench all takes no --tune"),
        (["intent", "--jobs", "0"], "0 is no number of 1 or more"),
        (["intent", "--write", "nowhere.md"], "there is no nowhere.md"),
        (["all", "--also", "rights"], "'rights' names no module"),
        (["all", "--also", "rights=no.such.module --tracks 5"], "names no module"),
        (["everything"], "invalid choice: 'everything'"),
    ],
)
def test_wrong_usage_is_said(
    given: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", *given])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_files_that_cannot_be_used_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page without marks\n", "utf-8")
    assert main(["bench", "intent", "--write", str(page)]) == 1
    assert "<!-- measured: begin -->" in capsys.readouterr().err
    assert main(["bench", "text", "--requests", str(page)]) == 1
    assert "requests = [[kind, language, expects, text]" in capsys.readouterr().err
