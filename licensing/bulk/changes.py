"""What an edit of many tracks does to each of them, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from licensing.catalogue.editing import tags_of_words
from licensing.catalogue.models import Quality, Track
from licensing.history.services import plain

#: Facts that can be the same for many tracks; titles and numbers cannot.
FACTS = frozenset({
    "version", "artist", "label", "release", "release_icpn", "released_on", "language", "vocal",
    "explicit", "ai_generated", "source", "licence_name", "attribution",
})  # fmt: skip


@dataclass(frozen=True)
class Changes:
    """Facts to set ("" empties one), tags to add and to remove, and the rest; None leaves it."""

    facts: dict[str, Any] = field(default_factory=dict)
    tags_added: list[str] = field(default_factory=list)
    tags_removed: list[str] = field(default_factory=list)
    withdrawn: bool | None = None
    verdict: str | None = None
    grant: int | None = None

    @property
    def nothing(self) -> bool:
        return self == Changes()

    def plain(self) -> dict[str, Any]:
        """As JSON holds it; `Changes(**values)` reads it again."""
        return plain(asdict(self))


def changes_of(values: Mapping[str, Any]) -> Changes:
    """Checked changes. Raises ValidationError by field for what no track can have."""
    facts = dict(values.get("facts") or {})
    problems: dict[str, Any] = {
        name: [_("This cannot be changed for many tracks at once.")]
        for name in facts.keys() - FACTS
    }
    if not problems and facts:
        probe = Track(**facts)
        try:
            probe.clean_fields(
                exclude={each.name for each in Track._meta.fields} - facts.keys(),
            )
        except ValidationError as error:
            problems = error.message_dict
        facts = {name: getattr(probe, name) for name in facts}
    verdict = values.get("verdict")
    if verdict is not None and verdict not in Quality.values:
        problems["verdict"] = [_("This verdict does not exist.")]
    if problems:
        raise ValidationError(problems)
    added = tags_of_words(values.get("tags_added") or ())
    removed = tags_of_words(values.get("tags_removed") or ())
    return Changes(
        facts=plain(facts),
        tags_added=added,
        tags_removed=[tag for tag in removed if tag not in added],
        withdrawn=values.get("withdrawn"),
        verdict=verdict,
        grant=values.get("grant"),
    )
