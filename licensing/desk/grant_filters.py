"""Which grants a list shows."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licensing.licences.models import Amendment, Grant, GrantTrack


class GrantFilter(forms.Form):
    """The bar above the list of grants. Anything not understood counts as not asked."""

    q = forms.CharField(required=False, max_length=200)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("any")), ("waiting", _("a change waits")), *Grant.Status.choices],
    )
    basis = forms.ChoiceField(
        label=_("Basis"), required=False, choices=[("", _("any")), *Grant.Basis.choices]
    )
    ends = forms.ChoiceField(
        label=_("Ends"),
        required=False,
        choices=[
            ("", _("whenever")),
            ("30", _("within 30 days")),
            ("60", _("within 60 days")),
            ("90", _("within 90 days")),
            ("over", _("already over")),
        ],
    )

    def grants(self) -> QuerySet[Grant]:
        self.is_valid()
        asked = self.cleaned_data
        waiting = Amendment.objects.filter(grant=OuterRef("pk"), state=Amendment.State.WAITING)
        found = Grant.objects.annotate(track_count=_tracks(), change_waits=Exists(waiting))
        for word in asked.get("q", "").split():
            found = found.filter(
                Q(licensor__icontains=word)
                | Q(licence_name__icontains=word)
                | Q(contract_number__icontains=word)
                | Q(scope_value__icontains=word)
            )
        status = asked.get("status")
        if status == "waiting":
            found = found.filter(change_waits=True)
        elif status:
            found = found.filter(status=status)
        if asked.get("basis"):
            found = found.filter(basis=asked["basis"])
        return _ending(found, asked.get("ends", "")).order_by("-created_at", "-pk")


def _tracks() -> Coalesce:
    """How many tracks a grant lists, counted for the rows of the page only."""
    links = GrantTrack.objects.filter(grant=OuterRef("pk")).order_by().values("grant")
    return Coalesce(Subquery(links.annotate(number=Count("pk")).values("number")), 0)


def _ending(found: QuerySet[Grant], ends: str) -> QuerySet[Grant]:
    today = timezone.now().date()
    if ends == "over":
        return found.filter(valid_until__lt=today)
    if ends:
        last = today + timedelta(days=int(ends))
        return found.filter(valid_until__gte=today, valid_until__lte=last)
    return found
