"""The Chinese catalogue: merged from parts, and checked against what the product says."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from merchant_app.config.translation_sources import Message, messages_in_use
from merchant_app.config.translations import build, catalogue_folder, problems

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext

GREETING = gettext_lazy("Good morning")

def say(count):
    return _("Hello %(name)s"), ngettext("%(n)d shop", "%(n)d shops", count)

PLAY = pgettext("music", "play")
"""
TEMPLATE = """{% load i18n %}
  {% translate "Shops" %}
{% if x %}{% blocktranslate count n=rows|length trimmed %}
    One
    row{% plural %}{{ n }} rows{% endblocktranslate %}{% endif %}
{% include "a.html" with label=_("Save") %}{% translate "Open" context "a shop" %}
"""
PO = """
msgid "Good morning"
msgstr "早上好"

msgid "Hello %(name)s"
msgstr "%(name)s，你好"

msgid "%(n)d shop"
msgid_plural "%(n)d shops"
msgstr[0] "%(n)d 家店"

msgctxt "music"
msgid "play"
msgstr "播放"

msgid "Shops"
msgstr "门店"

msgid "One row"
msgid_plural "%(n)s rows"
msgstr[0] "%(n)s 行"

msgid "Save"
msgstr "保存"

msgctxt "a shop"
msgid "Open"
msgstr "营业"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small product: a module, a template and their translation."""
    for folder in ("matching", "licensing", "merchant_app", "templates/shop"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "merchant_app" / "words.py").write_text(PYTHON)
    (tmp_path / "templates" / "shop" / "page.html").write_text(TEMPLATE)
    (tmp_path / "locale" / "zh_Hans" / "parts").mkdir(parents=True)
    part(tmp_path, "shop", PO)
    return tmp_path


def part(root: Path, name: str, entries: str) -> Path:
    path = root / "locale" / "zh_Hans" / "parts" / f"{name}.po"
    path.write_text(HEAD + entries)
    return path


def test_what_python_and_templates_say_is_found(root: Path) -> None:
    assert messages_in_use(root) == {
        Message("", "Good morning"): ["merchant_app/words.py:4"],
        Message("", "Hello %(name)s"): ["merchant_app/words.py:7"],
        Message("", "%(n)d shop", "%(n)d shops"): ["merchant_app/words.py:7"],
        Message("music", "play"): ["merchant_app/words.py:9"],
        Message("", "Shops"): ["templates/shop/page.html:2"],
        Message("", "One row", "%(n)s rows"): ["templates/shop/page.html:3"],
        Message("", "Save"): ["templates/shop/page.html:6"],
        Message("a shop", "Open"): ["templates/shop/page.html:6"],
    }


def test_the_merged_catalogue_speaks_chinese(root: Path) -> None:
    part(root, "other", 'msgid "Save"\nmsgstr "保存"\n')
    assert build(root) is True
    with (catalogue_folder(root) / "django.mo").open("rb") as file:
        chinese = gettext.GNUTranslations(file)
    assert chinese.gettext("Good morning") == "早上好"
    assert chinese.ngettext("%(n)d shop", "%(n)d shops", 3) == "%(n)d 家店"
    assert chinese.pgettext("music", "play") == "播放"
    assert problems(root) == []


def test_nothing_is_done_while_it_is_up_to_date(root: Path) -> None:
    assert build(root) is True
    os.utime(root / "locale/zh_Hans/parts", (0, 0))
    os.utime(root / "locale/zh_Hans/parts/shop.po", (0, 0))
    assert build(root) is False
    part(root, "shop", PO)
    later = (catalogue_folder(root) / "django.mo").stat().st_mtime + 5
    os.utime(root / "locale/zh_Hans/parts/shop.po", (later, later))
    assert build(root) is True


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        (PO.replace('"早上好"', '""'), "empty or fuzzy: 'Good morning'"),
        (PO.replace('msgid "Shops"', '#, fuzzy\nmsgid "Shops"'), "empty or fuzzy: 'Shops'"),
        (PO.replace('msgid "Shops"', 'msgid "Stores"'), "no Chinese for 'Shops'"),
        (PO.replace('msgid "Shops"', 'msgid "Stores"'), "nobody says 'Stores'"),
        (PO.replace("%(name)s，", ""), "the placeholders of 'Hello %(name)s' differ"),
        (PO.replace('"%(n)d 家店"', '"几家店"'), "the placeholders of '%(n)d shop' differ"),
        (PO.replace('msgctxt "music"\n', ""), "no Chinese for 'play' (context 'music')"),
    ],
)
def test_what_is_missing_or_wrong_is_named(root: Path, entries: str, complaint: str) -> None:
    part(root, "shop", entries)
    assert any(complaint in line for line in problems(root))


def test_parts_that_disagree_are_named(root: Path) -> None:
    part(root, "area", 'msgid "Save"\nmsgstr "存储"\n')
    assert "shop.po and area.po disagree on 'Save'" in problems(root)


def test_a_broken_part_is_named(root: Path) -> None:
    part(root, "broken", '"保存"\nmsgid "Save"\n')
    with pytest.raises(PoFileError, match=r"broken\.po"):
        build(root)
