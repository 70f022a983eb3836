"""The page on which the works of a recording, their writers and their shares are written down."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from licensing.catalogue.models import Track
from licensing.desk.access import desk_required
from licensing.desk.forms_works import WorksForm


@desk_required("editor")
def works(request: HttpRequest, pk: int) -> HttpResponse:
    """All works of a recording in one form."""
    track = get_object_or_404(Track, pk=pk)
    form = WorksForm(track, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and form.store():
        messages.success(request, _("Saved."))
        return redirect("desk:track", pk=pk)
    context = {"form": form, "track": track}
    status = 422 if form.is_bound else 200
    return render(request, "desk/track_works_edit.html", context, status=status)
