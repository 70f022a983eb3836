"""What somebody asks of the catalogue: the same question for the desk, the API and a bulk edit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

STATES = (
    ("", _("all tracks")),
    ("cleared", _("cleared here")),
    ("blocked", _("not cleared here")),
    ("bare", _("without any grant")),
    ("waiting", _("being analysed")),
    ("problem", _("with a problem")),
    ("withdrawn", _("withdrawn")),
    ("merged", _("merged into another")),
)
EXPIRES = (
    ("", _("whenever")),
    ("7", _("within 7 days")),
    ("30", _("within 30 days")),
    ("60", _("within 60 days")),
    ("90", _("within 90 days")),
)
MISSING = (
    ("", _("nothing in particular")),
    ("isrc", _("the ISRC")),
    ("evidence", _("evidence of a grant")),
    ("artist", _("the artist")),
    ("release", _("the release")),
    ("label", _("the label")),
    ("works", _("the work")),
    ("tags", _("your tags")),
    ("audio", _("audio")),
)
QUALITY = (
    ("", _("any quality")),
    ("held", _("held back")),
    ("found", _("something measured")),
    ("poor", _("not good enough by ear")),
    ("unjudged", _("not judged by ear")),
)
PLAYED = (
    ("", _("played or not")),
    ("never", _("never played")),
    ("not90", _("not in 90 days")),
    ("lately", _("in the last 30 days")),
)
KINDS = (
    ("", _("people or machines")),
    ("human", _("people")),
    ("machine", _("machines")),
    ("unknown", _("not stated")),
    ("demonstration", _("demonstration data")),
)
SORTS = (
    ("newest", _("newest first")),
    ("changed", _("changed last")),
    ("title", _("title")),
    ("artist", _("artist")),
    ("longest", _("longest first")),
)
CHOICES: dict[str, tuple[tuple[str, Any], ...]] = {
    "state": STATES,
    "expires": EXPIRES,
    "missing": MISSING,
    "quality": QUALITY,
    "played": PLAYED,
    "kind": KINDS,
    "sort": SORTS,
}


@dataclass(frozen=True)
class Asked:
    """Filters and order; empty is not asked. Values are keys of the lists above."""

    q: str = ""
    state: str = ""
    expires: str = ""
    missing: str = ""
    quality: str = ""
    played: str = ""
    tag: str = ""
    kind: str = ""
    sort: str = "newest"
    #: Columns that have to equal something exactly, such as {"label": "Blue Hour"}.
    exactly: dict[str, str] = field(default_factory=dict)

    @property
    def needs_rights(self) -> bool:
        """Whether the answer depends on the place and the moment."""
        return bool(self.expires) or self.state in {"cleared", "blocked"}
