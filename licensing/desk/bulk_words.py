"""An edit of many tracks in words: what it did, and what undoing left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing.bulk.models import BulkEdit
from licensing.bulk.undoing import GONE
from licensing.catalogue.models import Quality, Track
from licensing.licences.models import Grant


def name_of(fact: str) -> str:
    """A fact's name in the page's language."""
    own = {
        "tags": _("tags"),
        "verdict": _("quality by ear"),
        GONE: _("the track is no longer there"),
    }
    return own.get(fact) or str(Track._meta.get_field(fact).verbose_name)  # type: ignore[union-attr]


def value_words(fact: str, value: Any) -> str:
    """A fact's value in the page's language; an en dash for none."""
    if isinstance(value, list):
        return ", ".join(value) or "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = dict(Quality.choices if fact == "verdict" else _choices(fact))
    return str(choices.get(value, value) or "–")


def _choices(fact: str) -> Iterable[tuple[Any, Any]]:
    return Track._meta.get_field(fact).flatchoices if fact != "tags" else ()  # type: ignore[union-attr]


def changes_in_words(changes: Mapping[str, Any]) -> list[str]:
    """One line a change."""
    lines = [
        _("%(name)s: emptied") % {"name": name_of(fact)}
        if value in ("", None)
        else _("%(name)s: %(value)s") % {"name": name_of(fact), "value": value_words(fact, value)}
        for fact, value in changes.get("facts", {}).items()
    ]
    if changes.get("tags_added"):
        lines.append(_("tags added: %(tags)s") % {"tags": ", ".join(changes["tags_added"])})
    if changes.get("tags_removed"):
        lines.append(_("tags removed: %(tags)s") % {"tags": ", ".join(changes["tags_removed"])})
    if changes.get("verdict") is not None:
        lines.append(
            _("%(name)s: %(value)s")
            % {"name": name_of("verdict"), "value": value_words("verdict", changes["verdict"])}
        )
    if changes.get("withdrawn") is not None:
        lines.append(_("withdrawn") if changes["withdrawn"] else _("taken back into the catalogue"))
    if changes.get("grant"):
        grant = Grant.objects.filter(pk=changes["grant"]).first()
        lines.append(_("put under the grant of %(grant)s") % {"grant": grant or "–"})
    return lines


def outcome(edit: BulkEdit, changed: int) -> str:
    """How many tracks it was about, and how many were changed."""
    words = ngettext("%(count)d track", "%(count)d tracks", edit.total) % {"count": edit.total}
    if edit.state == BulkEdit.State.UNDONE:
        return _("Undone: %(tracks)s") % {"tracks": words}
    touched = max(changed, len(edit.granted))
    if touched < edit.total and not edit.is_open:
        return _("%(tracks)s, %(changed)d of them changed") % {"tracks": words, "changed": touched}
    return words
