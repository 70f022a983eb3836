"""Which tracks, and which grants, a list shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licensing.catalogue.models import Track
from licensing.desk.place import PlaceForm
from licensing.licences.models import Grant

SORTS = {
    "title": ("title", "pk"),
    "artist": ("artist", "title", "pk"),
    "newest": ("-created_at", "-pk"),
    "longest": ("-duration_s", "pk"),
}


class TrackFilter(PlaceForm):
    """The bar above the list of tracks. Anything not understood counts as not asked."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("all tracks")),
            ("cleared", _("cleared here")),
            ("blocked", _("not cleared here")),
            ("bare", _("without any grant")),
            ("waiting", _("being analysed")),
            ("problem", _("with a problem")),
            ("withdrawn", _("withdrawn")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("Made by"),
        required=False,
        choices=[
            ("", _("people or machines")),
            ("human", _("people")),
            ("machine", _("machines")),
            ("unknown", _("not stated")),
            ("demonstration", _("demonstration data")),
        ],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("newest", _("newest first")),
            ("title", _("title")),
            ("artist", _("artist")),
            ("longest", _("longest first")),
        ],
    )

    def tracks(self, cleared: Iterable[int]) -> QuerySet[Track]:
        """The tracks asked for; `cleared` are the ids cleared in the place asked about."""
        self.is_valid()
        asked = self.cleaned_data
        found = Track.objects.all()
        for word in asked.get("q", "").split():
            found = found.filter(
                Q(title__icontains=word)
                | Q(artist__icontains=word)
                | Q(release__icontains=word)
                | Q(isrc__iexact=word)
                | Q(tags__tag__icontains=word)
            )
        found = _in_state(found, asked.get("state", ""), cleared)
        found = _of_kind(found, asked.get("kind", ""))
        order = SORTS[asked.get("sort") or "newest"]
        # The text may match several tags of one track.
        return found.distinct().order_by(*order)


def _in_state(found: QuerySet[Track], state: str, cleared: Iterable[int]) -> QuerySet[Track]:
    if state == "withdrawn":
        return found.filter(withdrawn=True)
    if state == "cleared":
        return found.filter(pk__in=list(cleared))
    if state == "blocked":
        return found.exclude(pk__in=list(cleared))
    if state == "bare":
        return found.filter(grant_links__isnull=True)
    if state == "waiting":
        return found.filter(asset__profile__isnull=True, asset__problem_code="")
    if state == "problem":
        return found.exclude(asset__problem_code="", asset__isnull=False)
    return found


def _of_kind(found: QuerySet[Track], kind: str) -> QuerySet[Track]:
    if kind == "demonstration":
        return found.filter(demonstration=True)
    made = {"human": "no", "machine": "yes", "unknown": "unknown"}.get(kind)
    return found.filter(ai_generated=made) if made else found


class GrantFilter(forms.Form):
    """The bar above the list of grants."""

    q = forms.CharField(required=False, max_length=200)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("any")), *Grant.Status.choices]
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
        found = Grant.objects.annotate(track_count=Count("scope"))
        for word in asked.get("q", "").split():
            found = found.filter(Q(licensor__icontains=word) | Q(licence_name__icontains=word))
        if asked.get("status"):
            found = found.filter(status=asked["status"])
        today = timezone.now().date()
        ends = asked.get("ends")
        if ends == "over":
            found = found.filter(valid_until__lt=today)
        elif ends:
            found = found.filter(
                valid_until__gte=today, valid_until__lte=today + timedelta(days=int(ends))
            )
        return found.order_by("-created_at", "-pk")
