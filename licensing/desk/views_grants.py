"""Pages of grants: the list, one grant with its tracks and its history, writing one down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from licensing.catalogue.models import Track
from licensing.desk.access import desk_required
from licensing.desk.change_words import differences, history_of
from licensing.desk.forms_grant import GrantForm
from licensing.desk.grant_filters import GrantFilter
from licensing.desk.grant_scope import scope_names, scope_words
from licensing.desk.media import evidence_url
from licensing.desk.presenting import grant_words
from licensing.licences.amendments import amended, amendment_of
from licensing.licences.coverage import covered_tracks, resting_on
from licensing.licences.models import Amendment, Grant
from licensing.licences.problems import GrantProblem
from licensing.licences.status import ENDED, STEPS
from licensing.licences.terms import terms_of

PER_PAGE = 25
_ADDED_SHOWN = 10


@desk_required("viewer")
@require_GET
def grants(request: HttpRequest) -> HttpResponse:
    """Every permission the catalogue rests on."""
    form = GrantFilter(request.GET)
    page = Paginator(form.grants(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [
            (grant_words(grant), scope_words(grant, grant.track_count))  # type: ignore[attr-defined]
            for grant in page.object_list
        ],
        "active": Grant.objects.filter(status=Grant.Status.ACTIVE).count(),
        "waiting": Amendment.objects.filter(state=Amendment.State.WAITING).count()
        + Grant.objects.filter(status__in=(Grant.Status.DRAFTED, Grant.Status.VERIFIED)).count(),
        "filtered": any(request.GET.get(name) for name in ("q", "status", "basis", "ends")),
    }
    return render(request, "desk/grants.html", context)


@desk_required("viewer")
@require_GET
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """One grant: its terms, its proof, the tracks it covers, who wrote and verified it."""
    people = ("created_by", "verified_by")
    shown = get_object_or_404(Grant.objects.select_related(*people), pk=pk)
    covered = covered_tracks(shown).order_by("artist", "title", "pk")
    lists = shown.scope_kind == Grant.Scope.TRACKS
    text = request.GET.get("find", "").strip() if lists else ""
    found = (
        Track.objects.filter(title__icontains=text).exclude(grant_links__grant=shown)[:10]
        if text
        else None
    )
    context = {
        "grant": shown,
        "words": grant_words(shown),
        "covers": scope_words(shown),
        "lists": lists,
        "evidence_url": evidence_url(shown, request.user),
        "page": Paginator(covered, PER_PAGE).get_page(request.GET.get("page")),
        "find": text,
        "found": found,
        "steps": STEPS[shown.status],
        "ended": shown.status in ENDED,
        "wrote": request.user.pk in {shown.created_by_id, *shown.writers},
        "change": _change(shown, request.user),
        "lines": history_of(shown, limit=20),
    }
    return render(request, "desk/grant.html", context)


def _change(shown: Grant, user: Any) -> dict[str, Any] | None:
    """The change that waits, as the page compares it with what is in force."""
    waiting = amendment_of(shown)
    if waiting is None:
        return None
    held = terms_of(shown)
    before = {name: held[name] for name in waiting.terms}
    after = dict(waiting.terms)
    if waiting.evidence_sha256:
        before["evidence_sha256"] = shown.evidence_sha256
        after["evidence_sha256"] = waiting.evidence_sha256
    titles = waiting.additions.order_by("pk").values_list("track__title", flat=True)
    return {
        "amendment": waiting,
        "differences": differences("licences.grant", before, after),
        "titles": list(titles[:_ADDED_SHOWN]),
        "added": waiting.additions.count(),
        "own": user.pk in waiting.writers,
    }


@desk_required("viewer")
@require_GET
def reach(request: HttpRequest, pk: int) -> HttpResponse:
    """How much rests on a grant; htmx asks after the page is there, as it may take a moment."""
    shown = get_object_or_404(Grant, pk=pk)
    context = {"covered": covered_tracks(shown).count(), "alone": len(resting_on(shown))}
    return render(request, "desk/grant_reach.html", context)


@desk_required("editor")
@require_GET
def scopes(request: HttpRequest) -> HttpResponse:
    """Names for the field "which", while somebody types one."""
    names = scope_names(request.GET.get("scope_kind", ""), request.GET.get("scope_value", ""))
    return render(request, "desk/grant_scopes.html", {"names": names})


@desk_required("editor")
def new(request: HttpRequest) -> HttpResponse:
    """Write down a new grant, for one track or none yet."""
    chosen = request.GET.get("track", "")
    track = Track.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
    form = GrantForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        stored = form.store(track_ids=[track.pk] if track else [])
        if stored is not None:
            messages.success(
                request, _("The draft is written down. A second person verifies it now.")
            )
            return redirect("desk:grant", pk=stored.pk)
    status_code = 422 if form.is_bound else 200
    return render(
        request, "desk/grant_edit.html", {"form": form, "track": track}, status=status_code
    )


@desk_required("editor")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the terms of a grant; of one in force, as a change that waits."""
    shown = get_object_or_404(Grant, pk=pk)
    if shown.status in ENDED:
        messages.error(request, str(GrantProblem("ended", now=shown.get_status_display())))
        return redirect("desk:grant", pk=pk)
    form = GrantForm(request.POST or None, request.FILES or None, instance=amended(shown))
    if request.method == "POST" and form.is_valid() and form.store(track_ids=[]) is not None:
        if amendment_of(shown) is not None:
            messages.success(request, _("The change waits for a second person. Nothing stopped."))
        else:
            messages.success(request, _("Saved."))
        return redirect("desk:grant", pk=pk)
    in_force = shown.status in (Grant.Status.ACTIVE, Grant.Status.SUSPENDED)
    context = {"form": form, "grant": shown, "in_force": in_force}
    return render(request, "desk/grant_edit.html", context, status=422 if form.is_bound else 200)
