"""What the marks of a map mean, with how many there are of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from merchant_app.atlas.marks import GUESS, KEPT, KINDS, OFFERED, REJECTED, Mark


@dataclass(frozen=True)
class Entry:
    """One kind of mark. one, many: its words with `%(count)s` for the number, which changes with
    every answer in the listening room (static/js/room/map.js)."""

    kind: str
    count: int
    one: str
    many: str

    @property
    def text(self) -> str:
        return (self.one if self.count == 1 else self.many) % {"count": self.count}


def legend_of(marks: Iterable[Mark]) -> list[Entry]:
    """One entry for each kind, in the order of `KINDS`."""
    found = [mark.kind for mark in marks]
    words = {
        KEPT: (_("%(count)s kept"),) * 2,
        REJECTED: (_("%(count)s rejected"),) * 2,
        OFFERED: (_("%(count)s offered"),) * 2,
        GUESS: tuple(ngettext("%(count)s guess", "%(count)s guesses", some) for some in (1, 2)),
    }
    return [Entry(kind, found.count(kind), *words[kind]) for kind in KINDS]
