"""Pages of edits of many tracks: the form, how far one is, what it did, and undoing it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from licensing.bulk.models import BulkEdit
from licensing.bulk.services import BulkProblem, bulk_start, bulk_undo
from licensing.catalogue.models import Track
from licensing.desk.access import desk_required, editor_required
from licensing.desk.bulk_words import changes_in_words, name_of, outcome, value_words
from licensing.desk.chosen import chosen_ids
from licensing.desk.forms_bulk import BulkForm

_EDITS_A_PAGE = 30
_ROWS_A_PAGE = 50


@desk_required("editor")
def change(request: HttpRequest) -> HttpResponse:
    """The form inside the dialog of the list; sent, it starts the edit."""
    form = BulkForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                edit = bulk_start(
                    track_ids=chosen_ids(request), changes=form.changes, by=request.user
                )
            except BulkProblem as problem:
                form.add_error(None, str(problem))
            else:
                return HttpResponseClientRedirect(_where_next(request, edit))
    return render(request, "desk/bulk_form.html", {"form": form}, status=status)


def _where_next(request: HttpRequest, edit: BulkEdit) -> str:
    """Back to the list with its filters; a large edit has a page that says how far it is."""
    if edit.is_open:
        return reverse("desk:bulk-edit", args=[edit.pk])
    query = request.POST.get("query", "")[:2000]
    return f"{reverse('desk:tracks')}{'?' + query if query else ''}"


@editor_required
@require_GET
def edits(request: HttpRequest) -> HttpResponse:
    """All edits of many tracks, the newest first."""
    found = BulkEdit.objects.select_related("made_by").defer("track_ids").order_by("-pk")
    page = Paginator(found, _EDITS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(edit, changes_in_words(edit.changes)) for edit in page.object_list]
    return render(request, "desk/bulk_edits.html", {"page": page, "rows": rows})


@editor_required
@require_GET
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One edit: how far it is, what it changed in which track, and undoing it."""
    known = BulkEdit.objects.select_related("made_by", "undone_by").defer("track_ids")
    shown = get_object_or_404(known, pk=pk)
    rows = shown.rows.order_by("track_id")
    if request.GET.get("left"):
        rows = rows.exclude(left=[]).filter(left__isnull=False)
    page = Paginator(rows, _ROWS_A_PAGE).get_page(request.GET.get("page"))
    tracks = Track.objects.in_bulk([row.track_id for row in page.object_list])
    context = {
        "edit": shown,
        "lines": changes_in_words(shown.changes),
        "outcome": outcome(shown, shown.rows.count()),
        "left_count": shown.rows.exclude(left=[]).filter(left__isnull=False).count(),
        "page": page,
        "rows": [
            {
                "track": tracks.get(row.track_id),
                "values": [
                    (name_of(name), value_words(name, row.before.get(name)), value_words(name, new))
                    for name, new in row.after.items()
                ],
                "left": [name_of(name) for name in row.left or []],
            }
            for row in page.object_list
        ],
    }
    part = bool(request.htmx) and shown.is_open  # type: ignore[attr-defined]
    if bool(request.htmx) and not shown.is_open:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(reverse("desk:bulk-edit", args=[pk]))
    return render(request, "desk/bulk_progress.html" if part else "desk/bulk_edit.html", context)


@desk_required("editor")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an edit back; what was changed since stays and is listed."""
    shown = get_object_or_404(BulkEdit, pk=pk)
    try:
        done = bulk_undo(edit=shown, by=request.user)
    except BulkProblem as problem:
        messages.error(request, str(problem))
    else:
        if done.state == BulkEdit.State.UNDONE:
            messages.success(request, _("Undone. What was changed since was left as it is."))
    return redirect("desk:bulk-edit", pk=pk)
