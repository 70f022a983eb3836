"""Marks between words are those of the reader's language."""

from __future__ import annotations

from django.template import Context, Template
from django.utils.translation import override

TEXT = Template(
    "{% load punctuation %}{{ name }}{% colon %}{{ words|listed }}{% semicolon %}and{{ why|aside }}"
)


def test_marks_follow_the_language() -> None:
    said = Context({"name": "A", "words": ["<b>", "c"], "why": "d & e"})
    with override("en"):
        assert TEXT.render(said) == "A: &lt;b&gt;, c; and (d &amp; e)"
    with override("zh-hans"):
        assert TEXT.render(said) == "A：&lt;b&gt;、c；and（d &amp; e）"


def test_a_quotation_gets_its_chinese_marks_back() -> None:
    quoted = Template("{% load punctuation %}{{ text|as_written }}")
    said = Context({"text": "小咖啡馆, 下午看书,听歌; no vocals, please; 60,000"})
    assert quoted.render(said) == "小咖啡馆，下午看书，听歌; no vocals, please; 60,000"
