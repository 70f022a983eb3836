"""What a grant covers in words, and the names that can be covered while somebody types one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing.catalogue.models import Track
from licensing.licences.models import Grant
from licensing.works.models import Share

_MOST = 12


def scope_words(grant: Grant, tracks: int | None = None) -> str:
    """ "12 tracks", "the label Dun Records", "the repertoire of GEMA"."""
    kinds = {
        Grant.Scope.RELEASE: _("the release “%(name)s”"),
        Grant.Scope.LABEL: _("the label %(name)s"),
        Grant.Scope.CATALOGUE: _("the whole catalogue"),
        Grant.Scope.SOCIETY: _("the repertoire of %(name)s"),
        Grant.Scope.PUBLISHER: _("the shares of %(name)s"),
    }
    if grant.scope_kind == Grant.Scope.TRACKS:
        number = grant.scope.count() if tracks is None else tracks
        return ngettext("%(number)d track", "%(number)d tracks", number) % {"number": number}
    return kinds[Grant.Scope(grant.scope_kind)] % {"name": grant.scope_value}


def scope_names(kind: str, text: str) -> list[str]:
    """Names in the catalogue that a grant of this kind can cover and that hold the text."""
    if kind == Grant.Scope.LABEL:
        return _names(Track.objects.all(), "label", text)
    if kind == Grant.Scope.RELEASE:
        return _names(Track.objects.all(), "release", text)
    if kind == Grant.Scope.SOCIETY:
        return _names(Share.objects.all(), "society", text)
    if kind == Grant.Scope.PUBLISHER:
        return _names(Share.objects.all(), "name", text)
    return []


def _names(rows: QuerySet[Track] | QuerySet[Share], column: str, text: str) -> list[str]:
    held = rows.exclude(**{column: ""}).filter(**{f"{column}__icontains": text.strip()})
    names: list[str] = list(held.order_by(column).values_list(column, flat=True).distinct()[:_MOST])
    return names
