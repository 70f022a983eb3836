"""`{% load punctuation %}`: marks between words as each language sets them.

English separates a list with “, ” and opens with “: ”; Chinese uses “、” and “：” without a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()
FULL_WIDTH = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff”》）])\s*([,;:!?])\s*(?=[\u3400-\u9fff“《（])")


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")


@register.filter
def listed(words: Iterable[object]) -> SafeString:
    """`["slow", "gentle"]` → `slow, gentle`, in Chinese `慢、轻柔`."""
    mark = "、" if _chinese() else ", "
    return mark_safe(mark.join(conditional_escape(str(word)) for word in words))  # noqa: S308


@register.simple_tag
def colon() -> str:
    """What stands between a name and what is said of it."""
    return "：" if _chinese() else ": "


@register.simple_tag
def semicolon() -> str:
    """What stands between two parts of one saying."""
    return "；" if _chinese() else "; "


@register.filter
def aside(text: object) -> SafeString:
    """` (text)`, in Chinese `（text）`."""
    return format_html("（{}）" if _chinese() else " ({})", text)


@register.filter
def as_written(text: str) -> str:
    """Marks between Chinese characters full-width again, where reading made them half-width."""
    return _BETWEEN_HAN.sub(lambda found: FULL_WIDTH[found[1]], text)
