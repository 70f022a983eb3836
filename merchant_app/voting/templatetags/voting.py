"""`{% load voting %}`: everybody's votes, for the card in the listening room."""

from __future__ import annotations

from django import template

from merchant_app.playlists.selectors import VersionView
from merchant_app.voting.tally import Tally, tally_of

register = template.Library()


@register.simple_tag
def votes_on(view: VersionView) -> Tally:
    """Who said what of the tracks of this version."""
    return tally_of(view.playlist, [row.track for row in view.items], said=view.said)
