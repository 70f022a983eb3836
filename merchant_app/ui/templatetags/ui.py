"""`{% load ui %}`: icons, waveforms, covers, strength bars, energy bars, times and durations.

Everything is drawn with SVG attributes: the content security policy allows no style attributes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from merchant_app.ui.cover import NEUTRAL, cover_shapes
from merchant_app.ui.timewords import long_duration, minutes_seconds, since
from merchant_app.ui.waveform import BAR_STEP, BAR_WIDTH, bar_heights, bar_path
from merchant_app.ui.words import words_for_scripts

register = template.Library()
SILENT = mark_safe('aria-hidden="true"')
register.filter("mmss", minutes_seconds)
register.filter("duration", long_duration)


@register.simple_tag
def icon(name: str, extra: str = "", label: str = "") -> SafeString:
    """One icon of `static/icons/sprite.svg`; read out only if it has a label."""
    return _icon(name, extra, str(label))


@lru_cache(maxsize=4096)  # a page of twenty tracks draws four hundred, of a few dozen kinds
def _icon(name: str, extra: str, label: str) -> SafeString:
    href = f"{static('icons/sprite.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"></use></svg>',
            extra,
            label,
            href,
        )
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        extra,
        href,
    )


@lru_cache(maxsize=2048)  # the tracks of a list are drawn anew with each of its rounds
def _still(peaks: bytes, bars: int, size: str, label: str) -> SafeString:
    return _drawn(bar_heights(peaks, bars), bars, size, None, label)


@register.simple_tag
def waveform(
    peaks: Iterable[float] | bytes | None,
    bars: int = 96,
    size: str = "",
    progress: float | None = None,
    label: str = "",
) -> SafeString:
    """Bars of a track's loudness. `size` is "", "mid" or "tall"; `progress` is the share played.

    The played part is a nested `<svg class="wave-done">` that clips by its own width: the player
    moves it by setting that attribute, no ids needed however often a track stands on a page.
    """
    if isinstance(peaks, bytes | memoryview) and progress is None:
        return _still(bytes(peaks), bars, size, str(label))
    return _drawn(bar_heights(peaks, bars), bars, size, progress, label)


def _drawn(
    heights: list[float], bars: int, size: str, progress: float | None, label: str
) -> SafeString:
    height = {"tall": 96, "mid": 44}.get(size, 28)
    width = bars * BAR_STEP
    path = format_html('<path d="{}" stroke-width="{}"/>', bar_path(heights, height), BAR_WIDTH)
    done: SafeString | str = ""
    if progress is not None:
        share = min(1.0, max(0.0, float(progress)))
        done = format_html(
            '<svg class="wave-done" width="{}" height="{}">{}</svg>',
            round(share * width, 1),
            height,
            path,
        )
    reading = format_html('role="img" aria-label="{}"', label) if label else SILENT
    return format_html(
        '<svg class="waveform {}" viewBox="0 0 {} {}" preserveAspectRatio="none" {}>{}{}</svg>',
        size,
        width,
        height,
        reading,
        path,
        done,
    )


@register.simple_tag
def strength(value: float | None) -> SafeString:
    """A small bar for −1..1: how far, not which way; the chip's colour says that."""
    if value is None:
        return mark_safe("")
    share = min(1.0, abs(float(value)))
    return format_html(
        '<svg class="strength" viewBox="0 0 44 6" aria-hidden="true">'
        '<rect class="track" width="44" height="6" rx="3"/>'
        '<rect class="value" width="{}" height="6" rx="3"/></svg>',
        round(max(6.0, share * 44), 1),
    )


@register.simple_tag
def direction_marks(count: int, down: bool = False) -> SafeString:
    """One to three small triangles: how strongly, up for a wish or down against something."""
    shape = "M0 0h10L5 9z" if down else "M0 9h10L5 0z"
    marks = format_html_join(
        "",
        '<path class="{}" transform="translate({})" d="{}"/>',
        (("on" if place < count else "", place * 12, shape) for place in range(3)),
    )
    return format_html(
        '<svg class="direction-marks" viewBox="0 0 34 9" aria-hidden="true">{}</svg>', marks
    )


@register.simple_tag
def energy_bars(values: Iterable[float], now: int | None = None, label: str = "") -> SafeString:
    """Energy over the hours, 0..1 each; `now` is the index drawn in the accent."""
    shares = [min(1.0, max(0.04, float(value))) for value in values]
    rows = []
    for place, share in enumerate(shares):
        tall = round(share * 44, 1)
        rows.append(("now" if place == now else "", place * 21, round(44 - tall, 1), tall))
    bars = format_html_join(
        "", '<rect class="{}" x="{}" y="{}" width="18" height="{}" rx="2"/>', rows
    )
    return format_html(
        '<svg class="energy" viewBox="0 0 {} 44" preserveAspectRatio="none" role="img" '
        'aria-label="{}">{}</svg>',
        max(1, len(shares) * 21 - 3),
        label or _("Energy over the day"),
        bars,
    )


@register.simple_tag
def cover(facets: Mapping[str, float] | None = None, size: str = "", label: str = "") -> SafeString:
    """A cover drawn from the sound; `size` is "", "small", "large" or "fill"."""
    known = None if not facets else tuple(facets.get(name) for name in NEUTRAL)
    return _cover(known, size, str(label))


@lru_cache(maxsize=2048)  # as waveforms: the same tracks, round after round
def _cover(known: tuple[float | None, ...] | None, size: str, label: str) -> SafeString:
    facets = None if known is None else dict(zip(NEUTRAL, known, strict=True))
    shapes = cover_shapes(cast("Mapping[str, float] | None", facets))
    drawn = render_to_string("components/cover.html", {**shapes, "size": size, "label": label})
    return mark_safe(drawn)  # noqa: S308 - markup of our own template


@register.filter
def relative(moment: datetime | None) -> SafeString | str:
    """`<time>` with a relative text and the exact moment as its title; "never" for None."""
    if moment is None:
        return _("never")
    exact = date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', moment.isoformat(), exact, since(moment)
    )


@register.filter
def percent(share: float | None) -> str:
    """`0.873` → `87%`; an en dash for None."""
    return "–" if share is None else f"{round(float(share) * 100)}%"


@register.filter
def initials(name: str | None) -> str:
    """One or two letters for an avatar: "Ada Lovelace" → "AL", "王小明" → "王"."""
    words = (name or "").replace("@", " ").replace(".", " ").split()
    if not words:
        return "?"
    if not words[0][0].isascii():
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()


@register.simple_tag
def script_words() -> SafeString:
    """The sentences the scripts say, in the page's language, as a JSON block."""
    return json_script(words_for_scripts(), "script-words")


@register.filter
def unlocalised(value: Any) -> str:
    """A number as machines read it (`0.5`, never `0,5`), for attributes."""
    return "" if value is None else str(value)


@register.filter
def counted(total: int | None) -> range:
    """1..total, to repeat something in a template."""
    return range(1, int(total or 0) + 1)


@register.filter
def page_numbers(page: Page[Any]) -> list[int | None]:
    """The page numbers worth showing: both ends and what is around; None for a gap."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


@register.simple_tag(takes_context=True)
def page_query(context: Context, name: str, value: Any) -> str:
    """This page's address with one query parameter changed; changing the order starts at page 1."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    if name != "page":
        query.pop("page", None)
    query[name] = str(value)
    return f"?{query.urlencode()}"
