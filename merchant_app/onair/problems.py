"""What can stand in the way of playing, in sentences the person who asked can act on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

SENTENCES = {
    "nothing_cleared": _(
        "Nothing was put on air: none of the tracks of this version may be played in this shop "
        "now. %(reasons)s"
    ),
    "empty_version": _("This version holds no tracks, so there is nothing to put on air."),
    "another_store": _("This playlist belongs to another shop."),
    "player_name_missing": _("Give the player a name, such as “Counter” or “First floor”."),
    "player_name_taken": _("This shop has a player of this name already. Choose another name."),
    "too_many_players": _(
        "A shop has at most %(limit)s players. Withdraw one that is no longer used."
    ),
}


class OnAirProblem(Exception):
    """A request about what is on air that cannot be met, with a code and a sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(SENTENCES[code] % params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return gettext(SENTENCES[self.code]) % self.params
