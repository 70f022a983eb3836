"""What the record of changes says to a person: fields, values and actions in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from licensing.desk.place import language
from licensing.history.models import Change
from licensing.licences.models import Grant
from licensing.rights.premises import Premises
from licensing.rights.territories import known_terms, term_name

ACTIONS = {
    "grant.create": gettext_lazy("Grant written down"),
    "grant.update": gettext_lazy("Terms changed"),
    "grant.status": gettext_lazy("Status changed"),
    "grant.tracks": gettext_lazy("Tracks changed"),
    "grant.propose": gettext_lazy("Change proposed"),
    "grant.amend": gettext_lazy("Change approved"),
    "grant.rejected": gettext_lazy("Change turned down"),
    "grant.withdrawn": gettext_lazy("Change taken back"),
    "grant.delete": gettext_lazy("Draft deleted"),
    "track.create": gettext_lazy("Track added"),
    "track.update": gettext_lazy("Facts changed"),
    "track.tags": gettext_lazy("Tags changed"),
    "track.artists": gettext_lazy("Artists changed"),
    "track.works": gettext_lazy("Works changed"),
    "track.withdraw": gettext_lazy("Withdrawn"),
    "track.restore": gettext_lazy("Back in the catalogue"),
    "track.bulk": gettext_lazy("Changed with other tracks"),
    "track.bulk_undo": gettext_lazy("Change of many tracks undone"),
    "work.create": gettext_lazy("Work written down"),
    "work.update": gettext_lazy("Work changed"),
    "track.import": gettext_lazy("Imported"),
    "work.import": gettext_lazy("Work imported"),
    "track.audio": gettext_lazy("Audio changed"),
    "hold_for_quality": gettext_lazy("Held back for its quality"),
    "judge_quality": gettext_lazy("Quality judged"),
    "keep_apart": gettext_lazy("Kept apart from a likeness"),
    "merge_into": gettext_lazy("Merged"),
    "take_over": gettext_lazy("Took over from a merged track"),
    "undo_merge": gettext_lazy("Merge undone"),
    "tariff.added": gettext_lazy("Tariff added"),
    "tariff.changed": gettext_lazy("Tariff changed"),
    "tariff.removed": gettext_lazy("Tariff removed"),
    "desk.appoint": gettext_lazy("Duty at the desk changed"),
}
_LISTS = {"tracks_added": gettext_lazy("added"), "tracks_removed": gettext_lazy("taken out")}
_LONGEST = 300


@dataclass(frozen=True)
class Difference:
    """One field before and after, in words; "" where there was nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryLine:
    """One recorded change as pages show it."""

    change: Change
    action: str
    who: str
    differences: list[Difference]


def history_of(subject: Model, limit: int = 50) -> list[HistoryLine]:
    """The latest changes of one object, newest first; one query."""
    changes = Change.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk
    ).order_by("-pk")[:limit]
    return history_lines(changes)


def history_lines(changes: Iterable[Change]) -> list[HistoryLine]:
    """Changes in words; no queries beyond the changes themselves."""
    return [
        HistoryLine(
            change=change,
            action=action_words(change.action),
            who=change.actor_name or _("the system"),
            differences=differences(change.subject_type, change.before, change.after),
        )
        for change in changes
    ]


def action_words(action: str) -> str:
    """What was done, in words; an action nobody named is said as it is stored."""
    return str(ACTIONS.get(action, action.replace(".", ": ").replace("_", " ")))


def differences(
    subject_type: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Difference]:
    """Fields before and after, in words. What was empty and stays empty is left out."""
    names = list(dict.fromkeys([*before, *after]))
    model = _model(subject_type)
    found = []
    for name in names:
        said = [_value(model, name, side.get(name)) for side in (before, after)]
        if any(said):
            found.append(Difference(_label(model, name), *said))
    return found


def _model(subject_type: str) -> type[Model] | None:
    try:
        return apps.get_model(subject_type)
    except (LookupError, ValueError):
        return None


def _field(model: type[Model] | None, name: str) -> Field[Any, Any] | None:
    try:
        found = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def _label(model: type[Model] | None, name: str) -> str:
    if name in _LISTS:
        return _("Tracks")
    if name == "evidence_sha256":
        return _("Evidence file")
    field = _field(model, name)
    said = str(field.verbose_name) if field is not None else name.replace("_", " ")
    return said[:1].upper() + said[1:]


def _value(model: type[Model] | None, name: str, value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if name in _LISTS and isinstance(value, list):
        number = ngettext("%(number)d track", "%(number)d tracks", len(value))
        return f"{number % {'number': len(value)}} {_LISTS[name]}"
    if name == "evidence_sha256":
        return f"{str(value)[:12]}…"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        joint = "、" if language() == "zh" else ", "
        return joint.join(_code(name, each) for each in value)[:_LONGEST]
    field = _field(model, name)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(value)[:_LONGEST]


def _code(name: str, value: Any) -> str:
    """A code of a list of terms, in words."""
    if not isinstance(value, str):
        return str(value)
    if name in ("territories_in", "territories_out") and value in known_terms():
        return term_name(value, language())
    if name == "premises":
        return _("any premises") if value == "*" else str(dict(Premises.choices).get(value, value))
    if name == "rights":
        return str(dict(Grant.Right.choices).get(value, value))
    return value


def _plain(value: Any) -> str:
    if isinstance(value, str) and len(value) == len("2026-01-01") and value[4:5] == "-":
        try:
            return date_format(date.fromisoformat(value))
        except ValueError:
            return value
    if isinstance(value, str) and "T" in value and value[4:5] == "-":
        try:
            return date_format(datetime.fromisoformat(value), "SHORT_DATETIME_FORMAT")
        except ValueError:
            return value
    return str(value)
