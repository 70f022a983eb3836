"""Whose history an owner may have forgotten: all, or of one store, playlist or person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from merchant_app.accounts.models import Organisation
from merchant_app.numbers import whole_number
from merchant_app.playlists.models import Forgetting, Verdict
from merchant_app.playlists.services.forgetting import Scope, verdicts_in

Kind = Forgetting.Kind
#: Of each kind, the ones with the most answers.
LISTED = 200


@dataclass(frozen=True)
class History:
    """One choice: what a form sends, its name, and how many answers it holds."""

    value: str
    name: str
    count: int


def histories_of(organisation: Organisation) -> list[tuple[str, list[History]]]:
    """Everything that holds answers, by kind: (title, choices). Empty where nothing was said."""
    said = verdicts_in(organisation, Scope(Kind.ORGANISATION))
    whole = History(f"{Kind.ORGANISATION}:0", organisation.name, said.count())
    groups = [
        (_("Everything"), [whole] if whole.count else []),
        (_("Stores"), _by(said, Kind.STORE, "playlist__store", "playlist__store__name")),
        (_("Playlists"), _by(said, Kind.PLAYLIST, "playlist", "playlist__name")),
        (_("People"), _by(said.exclude(user=None), Kind.PERSON, "user", "user__name")),
        (
            _("Colleagues who voted"),
            _by(said.exclude(voter=None), Kind.VOTER, "voter", "voter__name"),
        ),
    ]
    return [(title, choices) for title, choices in groups if choices]


def scope_of(value: str) -> Scope | None:
    """What a form sent, as `History.value`; None for anything else."""
    kind, _colon, number = value.partition(":")
    pk = whole_number(number)
    if kind not in Kind.values or pk is None:
        return None
    return Scope(kind, pk)


def _by(said: QuerySet[Verdict], kind: str, key: str, name: str) -> list[History]:
    rows = (
        said.order_by()
        .values(number=F(key), called=F(name))
        .annotate(count=Count("pk"))
        .order_by("-count", "called")[:LISTED]
    )
    return [
        History(f"{kind}:{row['number']}", row["called"] or _("no name"), row["count"])
        for row in rows
    ]
