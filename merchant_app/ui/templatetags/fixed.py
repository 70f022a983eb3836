"""`{% load fixed %}`: markup that is the same wherever it stands, drawn once and kept.

A list of twenty tracks repeats the same words and icons twenty times over; drawing them anew for
every row and every request took most of the time of a round.
"""

from __future__ import annotations

from django import template
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
#: Drawings kept by one block; a block that is asked for more begins again.
MOST = 1024


class Fixed(Node):
    """Draws its contents once for each language and each value of the names it was given."""

    def __init__(self, names: tuple[str, ...], nodelist: NodeList) -> None:
        self.names, self.nodelist = names, nodelist
        self._drawn: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        known = {name: context[name] for name in self.names}
        key = (get_language(), *known.values())
        drawn = self._drawn.get(key)
        if drawn is None:
            if len(self._drawn) >= MOST:
                self._drawn.clear()
            drawn = self._drawn[key] = self.nodelist.render(context.new(known))
        return drawn


@register.tag
def fixed(parser: Parser, token: Token) -> Fixed:
    """`{% fixed [name ...] %} … {% endfixed %}`: contents that depend on the language and on these
    variables alone; they see no others. The values are compared, so they must be hashable."""
    _tag, *names = token.split_contents()
    if not all(name.isidentifier() for name in names):
        raise TemplateSyntaxError("fixed takes names of variables")
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return Fixed(tuple(names), nodelist)
