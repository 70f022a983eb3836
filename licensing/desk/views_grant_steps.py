"""What is done to a grant: steps of its life, approving changes, tracks in and out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from licensing.catalogue.models import Track
from licensing.desk.access import desk_of, desk_required
from licensing.licences.amendments import amendment_approve, amendment_of, amendment_reject
from licensing.licences.models import Grant
from licensing.licences.problems import GrantProblem
from licensing.licences.services import (
    grant_add_tracks,
    grant_delete,
    grant_remove_track,
    grant_set_status,
)


@desk_required("approver")
@require_POST
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """Verify, activate, send back, suspend or revoke."""
    shown = get_object_or_404(Grant, pk=pk)
    try:
        grant_set_status(
            grant=shown, status=request.POST.get("status", ""), why=request.POST.get("why", "")
        )
    except GrantProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request, _("The grant is now %(status)s.") % {"status": shown.get_status_display()}
        )
    return redirect("desk:grant", pk=pk)


@desk_required("editor")
@require_POST
def amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the change that waits, turn it down, or take one's own back."""
    shown = get_object_or_404(Grant, pk=pk)
    waiting = amendment_of(shown)
    why = request.POST.get("why", "")
    try:
        if waiting is None:
            raise GrantProblem("amendment_decided")
        if request.POST.get("answer") == "approve":
            _approvers_only(request)
            amendment_approve(amendment=waiting, why=why)
            messages.success(request, _("The change is in force."))
        else:
            own = request.user.pk in waiting.writers
            if not own:
                _approvers_only(request)
            amendment_reject(amendment=waiting, why=why or (_("taken back") if own else ""))
            messages.success(request, _("The change is off. The grant stands as it was."))
    except GrantProblem as problem:
        messages.error(request, str(problem))
    return redirect("desk:grant", pk=pk)


def _approvers_only(request: HttpRequest) -> None:
    if not desk_of(request.user).approves:
        raise GrantProblem("approvers_only")


@desk_required("editor")
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft."""
    shown = get_object_or_404(Grant, pk=pk)
    try:
        grant_delete(grant=shown)
    except GrantProblem as problem:
        messages.error(request, str(problem))
        return redirect("desk:grant", pk=pk)
    messages.success(request, _("The draft is deleted."))
    return redirect("desk:grants")


@desk_required("editor")
@require_POST
def add_track(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one track to what a grant covers."""
    shown = get_object_or_404(Grant, pk=pk)
    chosen = request.POST.get("track", "")
    track = get_object_or_404(Track, pk=int(chosen) if chosen.isdecimal() else 0)
    try:
        grant_add_tracks(grant=shown, track_ids=[track.pk])
    except GrantProblem as problem:
        messages.error(request, str(problem))
        return redirect("desk:grant", pk=pk)
    if shown.scope.filter(track=track).exists():
        messages.success(request, _("“%(title)s” is covered now.") % {"title": track.title})
    else:
        said = _("“%(title)s” waits for a second person.") % {"title": track.title}
        messages.success(request, said)
    return redirect("desk:grant", pk=pk)


@desk_required("editor")
@require_POST
def remove(request: HttpRequest, pk: int, track: int) -> HttpResponse:
    """Take one track out of what a grant covers."""
    shown = get_object_or_404(Grant, pk=pk)
    try:
        grant_remove_track(grant=shown, track_id=track)
    except GrantProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Taken out of this grant."))
    return redirect("desk:grant", pk=pk)
