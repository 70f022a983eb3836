"""Durations and moments as people say them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def minutes_seconds(seconds: float | None) -> str:
    """`222.4` → `3:42`; from an hour on `1:02:05`; nothing known → an en dash."""
    if seconds is None:
        return "–"
    whole = max(0, round(float(seconds)))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def long_duration(seconds: float | None) -> str:
    """`4830` → `1 h 20 min`; below a minute in seconds."""
    if seconds is None:
        return "–"
    whole = max(0, round(float(seconds)))
    if whole < 60:
        return _("%(seconds)d s") % {"seconds": whole}
    hours, minutes = divmod(round(whole / 60), 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}


def since(moment: datetime, now: datetime | None = None) -> str:
    """A moment seen from now: "just now", "5 minutes ago", "in 2 hours"; a week away: its date."""
    gap = (now or timezone.now()) - moment
    ahead = gap < timedelta(0)
    seconds = abs(gap.total_seconds())
    if seconds < 45:
        return _("just now")
    if seconds >= 7 * 86_400:
        return date_format(timezone.localtime(moment), "DATE_FORMAT")
    if seconds < 3600:
        count = max(1, round(seconds / 60))
        text = (
            ngettext("in %(count)d minute", "in %(count)d minutes", count)
            if ahead
            else ngettext("%(count)d minute ago", "%(count)d minutes ago", count)
        )
    elif seconds < 86_400:
        count = round(seconds / 3600)
        text = (
            ngettext("in %(count)d hour", "in %(count)d hours", count)
            if ahead
            else ngettext("%(count)d hour ago", "%(count)d hours ago", count)
        )
    else:
        count = round(seconds / 86_400)
        text = (
            ngettext("in %(count)d day", "in %(count)d days", count)
            if ahead
            else ngettext("%(count)d day ago", "%(count)d days ago", count)
        )
    return text % {"count": count}
