"""`{% fixed %}`: drawn once for each language and each value, and with nothing else."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

LOAD = "{% load i18n fixed %}"


def test_each_language_has_its_own_drawing() -> None:
    page = Template(LOAD + "{% fixed %}{% translate 'Close' %}{% endfixed %}")
    said = []
    for language in ("en", "zh-hans", "en"):
        with override(language):
            said.append(page.render(Context()))
    assert said[0] == said[2] == "Close" != said[1]


def test_each_value_has_its_own_drawing_and_is_escaped() -> None:
    page = Template(
        LOAD + "{% for name in names %}{% fixed name %}{{ name }};{% endfixed %}{% endfor %}"
    )
    assert page.render(Context({"names": ["a", "<b>", "a"]})) == "a;&lt;b&gt;;a;"


def test_nothing_of_one_request_reaches_another() -> None:
    page = Template(LOAD + "{% fixed shop %}{{ shop }}{{ person }}{% csrf_token %}{% endfixed %}")
    for person in ("Ada", "Bob"):
        assert page.render(Context({"shop": "Nord", "person": person, "csrf_token": "t"})) == "Nord"


def test_only_names_are_taken() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(LOAD + "{% fixed shop.name %}{% endfixed %}")
