"""Pages of grants: the list, one grant with its tracks, writing and ending one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from licensing.catalogue.models import Track
from licensing.desk.access import desk_required, editor_required
from licensing.desk.filters import GrantFilter
from licensing.desk.forms_grant import GrantForm
from licensing.desk.media import evidence_url
from licensing.desk.presenting import grant_words
from licensing.licences.models import Grant
from licensing.licences.services import (
    grant_add_tracks,
    grant_remove_track,
    grant_set_status,
)

PER_PAGE = 25


@editor_required
@require_GET
def grants(request: HttpRequest) -> HttpResponse:
    """Every permission the catalogue rests on."""
    form = GrantFilter(request.GET)
    page = Paginator(form.grants(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [grant_words(grant) for grant in page.object_list],
        "active": Grant.objects.filter(status=Grant.Status.ACTIVE).count(),
        "filtered": any(request.GET.get(name) for name in ("q", "status", "ends")),
    }
    return render(request, "desk/grants.html", context)


@editor_required
@require_GET
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """One grant: its terms, its proof, the tracks it covers."""
    shown = get_object_or_404(Grant, pk=pk)
    covered = Track.objects.filter(grant_links__grant=shown).order_by("artist", "title", "pk")
    text = request.GET.get("find", "").strip()
    found = (
        Track.objects.filter(title__icontains=text).exclude(grant_links__grant=shown)[:10]
        if text
        else None
    )
    context = {
        "grant": shown,
        "words": grant_words(shown),
        "evidence_url": evidence_url(shown, request.user),
        "page": Paginator(covered, PER_PAGE).get_page(request.GET.get("page")),
        "find": text,
        "found": found,
    }
    return render(request, "desk/grant.html", context)


@desk_required("editor")
def new(request: HttpRequest) -> HttpResponse:
    """Write down a new grant, for one track or none yet."""
    chosen = request.GET.get("track", "")
    track = Track.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
    form = GrantForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        status = Grant.Status.ACTIVE if "activate" in request.POST else Grant.Status.DRAFTED
        stored = form.store(track_ids=[track.pk] if track else [], status=status)
        if stored is not None:
            messages.success(request, _("The grant is written down."))
            return redirect("desk:grant", pk=stored.pk)
    status_code = 422 if form.is_bound else 200
    return render(
        request, "desk/grant_edit.html", {"form": form, "track": track}, status=status_code
    )


@desk_required("editor")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the terms of a grant."""
    shown = get_object_or_404(Grant, pk=pk)
    form = GrantForm(request.POST or None, request.FILES or None, instance=shown)
    if request.method == "POST" and form.is_valid() and form.store(track_ids=[]) is not None:
        messages.success(request, _("Saved. What it clears follows at once."))
        return redirect("desk:grant", pk=pk)
    context = {"form": form, "grant": Grant.objects.get(pk=pk)}
    return render(request, "desk/grant_edit.html", context, status=422 if form.is_bound else 200)


@desk_required("viewer", writes="approver")
@require_POST
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """Activate, suspend or revoke."""
    shown = get_object_or_404(Grant, pk=pk)
    wanted = request.POST.get("status", "")
    if wanted not in Grant.Status.values:
        messages.error(request, _("This status does not exist."))
    else:
        grant_set_status(grant=shown, status=wanted)
        messages.success(
            request, _("The grant is now %(status)s.") % {"status": shown.get_status_display()}
        )
    return redirect("desk:grant", pk=pk)


@editor_required
@require_POST
def add_track(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one track to what a grant covers."""
    shown = get_object_or_404(Grant, pk=pk)
    chosen = request.POST.get("track", "")
    track = get_object_or_404(Track, pk=int(chosen) if chosen.isdecimal() else 0)
    grant_add_tracks(grant=shown, track_ids=[track.pk])
    messages.success(request, _("“%(title)s” is covered now.") % {"title": track.title})
    return redirect("desk:grant", pk=pk)


@editor_required
@require_POST
def remove(request: HttpRequest, pk: int, track: int) -> HttpResponse:
    """Take one track out of what a grant covers."""
    shown = get_object_or_404(Grant, pk=pk)
    grant_remove_track(grant=shown, track_id=track)
    messages.success(request, _("Taken out of this grant."))
    return redirect("desk:grant", pk=pk)
