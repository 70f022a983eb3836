"""The sentences of a notice, in the language of whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from licensing.rights.reasons import Reason
from licensing.rights.sentences import SENTENCES
from merchant_app.notices.models import Notice

Kind = Notice.Kind


@dataclass(frozen=True)
class Line:
    """One track of a notice: its name, why it left, and what plays instead."""

    name: str
    why: str
    replaced_by: str


@dataclass(frozen=True)
class Said:
    """A notice as a page or a mail says it."""

    notice: Notice
    title: str
    text: str
    lines: tuple[Line, ...]
    #: Tracks beyond those named.
    more: int
    url: str
    link: str
    urgent: bool


def say(notice: Notice) -> Said:
    """The notice in the active language."""
    facts = notice.facts
    tracks = facts.get("tracks", [])
    url, link = _where(notice)
    return Said(
        notice=notice,
        title=_title(notice),
        text=_text(notice),
        lines=tuple(
            Line(
                track["name"],
                "" if notice.kind == Kind.TRACKS_BACK else reasons_in_words(track["reasons"]),
                track["replaced_by"] if notice.kind == Kind.TRACKS_LEFT else "",
            )
            for track in tracks
        ),
        more=facts.get("count", 0) - len(tracks),
        url=url,
        link=link,
        urgent=notice.kind == Kind.NOTHING_LEFT,
    )


def reasons_in_words(reasons: list[dict[str, Any]]) -> str:
    """Stored reasons as sentences; a reason that is no longer known says nothing."""
    said = [
        Reason(row["code"], row["params"]).say(get_language() or "en")
        for row in reasons
        if row["code"] in SENTENCES
    ]
    return " ".join(dict.fromkeys(said))


def _title(notice: Notice) -> str:
    facts = notice.facts
    count = facts.get("count", 0)
    if notice.kind == Kind.TRACKS_LEFT:
        return ngettext(
            "%(count)d track left “%(playlist)s” in %(store)s",
            "%(count)d tracks left “%(playlist)s” in %(store)s",
            count,
        ) % {"count": count, "playlist": facts["playlist_name"], "store": facts["store_name"]}
    if notice.kind == Kind.NOTHING_LEFT:
        return _("%(store)s is silent: nothing of “%(playlist)s” may be played there") % {
            "playlist": facts["playlist_name"],
            "store": facts["store_name"],
        }
    if notice.kind == Kind.TRACKS_BACK:
        return ngettext(
            "%(count)d track may be played again in %(store)s",
            "%(count)d tracks may be played again in %(store)s",
            count,
        ) % {"count": count, "store": facts["store_name"]}
    return ngettext(
        "%(count)d track lost its right where it was on air",
        "%(count)d tracks lost their right where they were on air",
        count,
    ) % {"count": count}


def _text(notice: Notice) -> str:
    facts = notice.facts
    if notice.kind == Kind.TRACKS_LEFT:
        return _("Version %(number)s is on air in its place.") % {"number": facts["version"]}
    if notice.kind == Kind.NOTHING_LEFT:
        return _(
            "No other track is cleared for this shop either. The music goes on by itself as soon "
            "as one is."
        )
    if notice.kind == Kind.TRACKS_BACK:
        return _("What is on air in “%(playlist)s” was left as it is.") % {
            "playlist": facts["playlist_name"]
        }
    said = ngettext("In %(count)d shop.", "In %(count)d shops.", facts["shops"]) % {
        "count": facts["shops"]
    }
    if facts["unfilled"]:
        said += " " + ngettext(
            "%(count)d place could not be filled.",
            "%(count)d places could not be filled.",
            facts["unfilled"],
        ) % {"count": facts["unfilled"]}
    return said


def _where(notice: Notice) -> tuple[str, str]:
    """The page that shows more, and what the way there is called."""
    if notice.kind == Kind.CATALOGUE:
        return reverse("desk:grants"), _("Look at the grants")
    if notice.kind == Kind.NOTHING_LEFT:
        return reverse("onair:store", args=[notice.facts["store"]]), _("What is on air")
    return reverse("playlists:detail", args=[notice.facts["playlist"]]), _("Open the playlist")
