"""Views of the list of tracks that editors keep by name."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from licensing.desk.access import desk_required
from licensing.desk.filters import TrackFilter
from licensing.desk.models import SavedView

_MOST = 50  # of one person


class ViewForm(forms.ModelForm):
    """A name for the filters in use."""

    class Meta:
        model = SavedView
        fields = ("name", "shared")


def views_for(user: object) -> QuerySet[SavedView]:
    """This person's views and those shared with the desk."""
    mine_or_shared = Q(owner=user) | Q(shared=True)
    return SavedView.objects.filter(mine_or_shared).select_related("owner").order_by("name", "pk")


@desk_required("viewer")
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters in use under a name; the same name again replaces what it meant."""
    query = kept_query(request.POST.get("query", ""))
    form = ViewForm(request.POST)
    owner: Any = request.user
    mine = SavedView.objects.filter(owner=owner.pk)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 60 letters."))
    elif mine.count() >= _MOST:
        messages.error(
            request, _("You have %(most)d views already. Remove one first.") % {"most": _MOST}
        )
    else:
        mine.update_or_create(
            name=form.cleaned_data["name"],
            defaults={"query": query, "shared": form.cleaned_data["shared"]},
            create_defaults={
                "query": query, "shared": form.cleaned_data["shared"], "owner": owner,
            },
        )  # fmt: skip
        messages.success(request, _("Saved as “%(name)s”.") % form.cleaned_data)
    return redirect(f"{reverse('desk:tracks')}?{query}")


@desk_required("viewer")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one's own view; another person's is not found."""
    view = get_object_or_404(SavedView, pk=pk, owner_id=request.user.pk)
    view.delete()
    messages.success(request, _("“%(name)s” is forgotten.") % {"name": view.name})
    return redirect("desk:tracks")


def kept_query(query: str) -> str:
    """Only what filters understand, so that a view never carries anything else."""
    known = set(TrackFilter.base_fields)
    pairs = [(name, value) for name, value in parse_qsl(query) if name in known and value]
    return urlencode(pairs)[:1000]
