"""Rules every template, style sheet and script of the product keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client, override_settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))


def of_root(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=of_root)
def test_no_inline_style_or_script(path: Path) -> None:
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)
    assert not re.search(r"\sstyle\s*=", text), "style attributes are refused by the browser"
    assert "<style" not in text
    assert not re.search(r"\son\w+\s*=\s*[\"']", text), "inline handlers are refused by the browser"
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or "application/json" in script


@pytest.mark.parametrize("path", TEMPLATES, ids=of_root)
def test_icons_exist(path: Path) -> None:
    sprite = (ROOT / "static" / "icons" / "sprite.svg").read_text()
    known = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    text = path.read_text()
    used = set(re.findall(r"{% icon \"([\w-]+)\"", text)) | set(
        re.findall(r'icon="([\w-]+)"', text)
    )
    assert used <= known


@pytest.mark.parametrize("path", SHEETS, ids=of_root)
def test_colours_come_from_the_tokens(path: Path) -> None:
    if path.name in {"tokens.css", "print.css"}:
        return
    assert not re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text())


@pytest.mark.parametrize("path", SHEETS, ids=of_root)
def test_no_text_under_14_pixels(path: Path) -> None:
    text = re.sub(r"kbd \{[^}]*\}", "", path.read_text())
    sizes = re.findall(r"font(?:-size)?:[^;}]*?\b(\d+(?:\.\d+)?)px", text)
    assert not [size for size in sizes if float(size) < 14]


def test_both_ways_to_the_dark_are_the_same() -> None:
    text = (ROOT / "static" / "css" / "tokens.css").read_text()
    device = re.search(r':not\(\[data-theme="light"\]\) \{(.*?)\}', text, re.S)
    choice = re.search(r':root\[data-theme="dark"\] \{(.*?)\}', text, re.S)
    assert device is not None
    assert choice is not None
    assert device[1].split() == choice[1].split()


@pytest.mark.parametrize("path", sorted((ROOT / "templates" / "components").glob("*.html")))
def test_components_say_what_they_take(path: Path) -> None:
    get_template(f"components/{path.name}")
    assert "{% comment %}" in path.read_text()


@pytest.mark.django_db
def test_the_style_guide_is_for_developers_and_operators(client: Client) -> None:
    with override_settings(DEBUG=False):
        assert client.get("/ui/styleguide/").status_code == 404
    with override_settings(DEBUG=True):
        answer = client.get("/ui/styleguide/")
    assert answer.status_code == 200
    assert b"<dialog" in answer.content


@pytest.mark.django_db
def test_a_stale_form_is_answered_in_words_and_leads_nowhere_else() -> None:
    strict = Client(enforce_csrf_checks=True, headers={"referer": "https://elsewhere.example/"})
    answer = strict.post("/i18n/setlang/", {"language": "en"})
    assert answer.status_code == 403
    assert b"elsewhere.example" not in answer.content


@pytest.mark.django_db
def test_an_unknown_page_is_told_kindly(client: Client) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert b"btn primary" in answer.content
