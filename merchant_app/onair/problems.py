"""What can stand in the way of playing, in sentences the person who asked can act on."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from licensing.problems import CodedProblem

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


class OnAirProblem(CodedProblem):
    """A request about what is on air that cannot be met, with a code and a sentence."""

    sentences = SENTENCES
