"""What an owner hears as one thing: a measured facet and the tag groups that say it again.

"Free of singing" and "no vocals", "slow" and "a slow pace" are one component of a query, one chip
and one reason. The facet names it; the groups add their evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Folded = Literal["always", "agreeing", "less"]


@dataclass(frozen=True)
class Echo:
    """A tag group that repeats a facet.

    sign: -1 where much of the tag means little of the facet. folded: ``always``; only where it
    ``agree``s with the facet's band; or only where ``less`` of the tag is asked for, because more
    of it is a thing of its own (a female voice, a mellow mood).
    """

    group: str
    sign: int
    folded: Folded


ECHOES: Mapping[str, tuple[Echo, ...]] = {
    "facet:vocal": (
        Echo("vocals", 1, "always"),
        Echo("female voice", 1, "less"),
        Echo("male voice", 1, "less"),
    ),
    "facet:tempo_bpm": (Echo("slow", -1, "always"),),
    "facet:acoustic": (Echo("acoustic", 1, "agreeing"), Echo("electronic", -1, "agreeing")),
    "facet:energy": (Echo("mellow", -1, "less"),),
}

_FACET_OF: Mapping[str, tuple[str, Echo]] = {
    f"tag:{echo.group}": (facet, echo) for facet, echoes in ECHOES.items() for echo in echoes
}


def meaning(subject: str, direction: int) -> tuple[str, int]:
    """The subject and direction under which a wish is told apart from others.

    ``tag:vocals`` less and ``facet:vocal`` less are the same wish.
    """
    found = _FACET_OF.get(subject)
    if found is None or (found[1].folded == "less" and direction > 0):
        return subject, direction
    facet, echo = found
    return facet, direction * echo.sign


def folds_into(tag_key: str, direction: int) -> tuple[str, Echo] | None:
    """The facet that a tag component may become part of, and how."""
    found = _FACET_OF.get(tag_key)
    if found is None or (found[1].folded == "less" and direction > 0):
        return None
    return found
