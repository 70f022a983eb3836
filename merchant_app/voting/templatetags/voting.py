"""`{% load voting %}`: everybody's votes, for the card in the listening room."""

from __future__ import annotations

from django import template

from merchant_app.playlists.selectors import VersionView
from merchant_app.voting import live
from merchant_app.voting.tally import Tally, tally_of

register = template.Library()


@register.simple_tag
def votes_on(view: VersionView) -> Tally:
    """Who said what of the tracks of this version."""
    return tally_of(view.playlist, [row.track for row in view.items], said=view.said)


@register.simple_tag
def votes_stamp(view: VersionView) -> str:
    """What changes with every vote, so that a page asks only for what is new."""
    return live.stamp_of(view.said)


@register.simple_tag
def votes_may_come(view: VersionView) -> bool:
    """Whether a colleague may vote now on what is shown."""
    return view.is_current and live.votes_may_come(view.playlist)
