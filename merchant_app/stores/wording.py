"""The sentences of the home page: how many shops, how many on air, what needs somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from licensing.rights.premises import Activity
from merchant_app.stores.countries import city_of
from merchant_app.stores.hours import ALL_DAY, say_spans
from merchant_app.stores.selectors import StoreCard
from merchant_app.ui.timewords import long_duration


def _in_words(number: int) -> str:
    """Small numbers as words, as people say them of shops."""
    words = {
        2: pgettext("number of shops", "two"),
        3: pgettext("number of shops", "three"),
        4: pgettext("number of shops", "four"),
        5: pgettext("number of shops", "five"),
        6: pgettext("number of shops", "six"),
        7: pgettext("number of shops", "seven"),
        8: pgettext("number of shops", "eight"),
        9: pgettext("number of shops", "nine"),
        10: pgettext("number of shops", "ten"),
        1: pgettext("number of shops", "one"),
    }
    return words.get(number, str(number))


def headline(cards: Sequence[StoreCard]) -> str:
    """ "Three shops, two on air"."""
    total = len(cards)
    playing = sum(card.state == "on_air" for card in cards)
    if total == 1:
        return _("Your shop is on air") if playing else _("Your shop is quiet")
    words = {"shops": _in_words(total), "playing": _in_words(playing)}
    if playing == 0:
        sentence = _("%(shops)s shops, none on air")
    elif playing == total:
        sentence = _("%(shops)s shops, all on air")
    else:
        sentence = _("%(shops)s shops, %(playing)s on air")
    return str(capfirst(sentence % words))


def moment_line(cards: Sequence[StoreCard]) -> str:
    """Weekday and time at the shops, when they all share one."""
    zones = {card.store.timezone for card in cards}
    if len(zones) != 1:
        return ""
    local = timezone.localtime(timezone.now(), cards[0].zone)
    return date_format(local, "l H:i")


@dataclass(frozen=True)
class Thing:
    """Something a person should look at, and where."""

    badge: str
    tone: str
    text: str
    url: str
    action: str


def things_to_do(cards: Sequence[StoreCard]) -> list[Thing]:
    """One line for each store that needs somebody, the silent ones first."""
    order = {"silent": 0, "never_started": 1, "waiting": 2}
    needy = sorted((card for card in cards if card.needs_you), key=lambda card: order[card.state])
    return [_thing(card) for card in needy]


def _thing(card: StoreCard) -> Thing:
    names = {"shop": card.store.name, "playlist": str(card.playlist or card.waiting)}
    players = reverse("onair:store", args=[card.store.pk])
    badge, tone = badge_of(card)
    if card.state == "silent":
        names["time"] = clock(card.status.last_sound_at, card)
        text = _("%(shop)s should be playing, but no sound has come since %(time)s.") % names
        return Thing(badge, tone, text, players, _("See the players"))
    if card.state == "never_started":
        text = _("%(shop)s: “%(playlist)s” is on air, but no player in the shop plays it.") % names
        return Thing(badge, tone, text, players, _("Start a player"))
    text = _("%(shop)s: “%(playlist)s” is ready to be heard.") % names
    assert card.waiting is not None  # noqa: S101 - what the state "waiting" means
    listen = reverse("playlists:detail", args=[card.waiting.pk])
    return Thing(badge, tone, text, listen, _("Listen"))


def clock(moment: datetime | None, card: StoreCard) -> str:
    """The time at the shop; with the day when it was not today."""
    if moment is None:
        return ""
    local = timezone.localtime(moment, card.zone)
    today = timezone.localtime(timezone.now(), card.zone).date()
    return date_format(local, "H:i" if local.date() == today else "j M, H:i")


def badge_of(card: StoreCard) -> tuple[str, str]:
    """(text, tone) of the state badge."""
    silence = {"time": long_duration(card.silent_seconds)}
    return {
        "on_air": (_("On air"), ""),
        "waiting": (_("Needs you"), "warn"),
        "never_started": (_("Needs you"), "warn"),
        "silent": (_("Silent %(time)s") % silence, "no"),
        "closed": (_("Closed"), "plain"),
        "nothing_published": (_("Nothing playing"), "plain"),
    }[card.state]


def energy_line(card: StoreCard) -> str:
    """ "“Afternoon” · 20 tracks · 1 h 12 min"."""
    if card.energy is None or card.playlist is None:
        return ""
    count = len(card.energy.values)
    parts = [
        _("“%(name)s”") % {"name": card.playlist.name},
        ngettext("%(count)d track", "%(count)d tracks", count) % {"count": count},
        long_duration(card.energy.seconds),
    ]
    return " · ".join(parts)


def place_line(card: StoreCard) -> str:
    """ "Tea house · Berlin · 08:00–18:00"."""
    kind = capfirst(card.store.get_premises_type_display())
    return " · ".join(filter(None, [str(kind), city_of(card.store.timezone), hours_line(card)]))


def hours_line(card: StoreCard) -> str:
    """The opening hours of today; "" when none are set."""
    if not card.has_hours:
        return ""
    if card.hours_today == say_spans([ALL_DAY]):
        return _("open all day")
    return card.hours_today or _("closed today")


def opening_line(card: StoreCard) -> str:
    """When the shop opens next: "Monday 09:00"."""
    if card.opens_at is None:
        return ""
    return date_format(timezone.localtime(card.opens_at, card.zone), "l H:i")


def activities_in_words(codes: Iterable[str]) -> list[str]:
    """What goes on in a shop beside background music, one entry each, in the order of the form."""
    here = set(codes)
    return [capfirst(str(name)) for code, name in Activity.choices if code in here]
