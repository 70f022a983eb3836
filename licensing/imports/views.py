"""Bringing sheets, messages and folders into the catalogue, step by step."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from licensing.desk.access import editor_required
from licensing.desk.place import language
from licensing.imports.error_sheet import errors_csv, errors_xlsx
from licensing.imports.folder_audio.places import folders_allowed
from licensing.imports.forms import ColumnsForm, FolderForm
from licensing.imports.models import ImportBatch, ImportRow
from licensing.imports.problems import ImportProblem, say
from licensing.imports.selectors import batches, counts_of, rows_of, sentences
from licensing.imports.services import (
    import_apply,
    import_check,
    import_choose_sheet,
    import_delete,
    import_start,
    import_start_folder,
    import_stop,
    sample,
)

_A_PAGE = 100
_PREVIEW = 200
_TONES = {"new": "yes", "update": "info", "unchanged": "plain", "doubtful": "warn",
          "error": "no", "skipped": "plain"}  # fmt: skip


@editor_required
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """Where files are dropped, and what was imported before."""
    page = Paginator(batches(), 25).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "max_bytes": settings.UPLOAD_LIMITS["import"],
        "folder_form": FolderForm() if folders_allowed() else None,
    }
    return render(request, "desk/imports/list.html", context)


@editor_required
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take one sheet or message; the answer is its row, which leads to the next step."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"detail": _("No file arrived.")}, status=422)
    try:
        made = import_start(file=file, name=file.name or "", by=request.user)
    except ImportProblem as problem:
        return JsonResponse({"detail": say(problem.problem.json(), language())}, status=422)
    return render(request, "desk/imports/received.html", {"batch": made})


@editor_required
@require_POST
def folder(request: HttpRequest) -> HttpResponse:
    """Read a folder of audio, or a prefix of the bucket."""
    form = FolderForm(request.POST)
    if form.is_valid():
        try:
            made = import_start_folder(
                name=form.cleaned_data["name"],
                by=request.user,
                add_new=form.cleaned_data["add_new"],
            )
            return redirect("imports:batch", made.pk)
        except ImportProblem as problem:
            form.add_error("name", say(problem.problem.json(), language()))
    page = Paginator(batches(), 25).get_page(1)
    context = {
        "page": page,
        "max_bytes": settings.UPLOAD_LIMITS["import"],
        "folder_form": form if folders_allowed() else None,
    }
    return render(request, "desk/imports/list.html", context, status=422)


@editor_required
@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: its columns, its progress or its rows, whichever is next."""
    shown = _batch(pk)
    if shown.state == ImportBatch.State.UPLOADED:
        return _columns(request, shown, ColumnsForm(batch=shown, language=language()))
    return _rows(request, shown)


def _columns(
    request: HttpRequest, shown: ImportBatch, form: ColumnsForm, status: int = 200
) -> HttpResponse:
    try:
        first = sample(shown)
    except (ImportProblem, FileNotFoundError):
        first = []
    read = set(shown.mapping.values())
    context = {
        "batch": shown,
        "form": form,
        "said": sentences(shown.problems, language()),
        "columns": [
            (name, [row[number] for row in first if row[number]], number in read)
            for number, name in enumerate(shown.header)
        ],
        "sheets": shown.options.get("sheets", []),
    }
    return render(request, "desk/imports/columns.html", context, status=status)


def _rows(request: HttpRequest, shown: ImportBatch) -> HttpResponse:
    verdict = request.GET.get("verdict", "")
    counts = counts_of(shown)
    rows = rows_of(shown, verdict)
    if shown.state == ImportBatch.State.CHECKED and not verdict:
        rows = rows[:_PREVIEW]
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    address = reverse("imports:batch", args=[shown.pk])
    names: dict[str, Any] = dict(ImportRow.Verdict.choices)
    tabs = [{"label": _("All"), "url": address, "current": not verdict, "count": counts["all"]}]
    tabs += [
        {
            "label": names[code],
            "url": f"{address}?verdict={code}",
            "current": verdict == code,
            "count": counts[code],
        }
        for code in ImportRow.Verdict.values
        if counts[code]
    ]
    context = {
        "batch": shown,
        "counts": counts,
        "said": sentences(shown.problems, language()),
        "page": page,
        "tabs": tabs,
        "rows": [_shown(row) for row in page],
        "writes": counts["new"] + counts["update"] - counts["written"]
        if shown.state != ImportBatch.State.DONE
        else 0,
        "is_folder": shown.kind == ImportBatch.Kind.FOLDER,
        "is_sheet": shown.kind in {ImportBatch.Kind.CSV, ImportBatch.Kind.XLSX},
        "preview": shown.state == ImportBatch.State.CHECKED and not verdict,
        "verdict": verdict,
    }
    return render(request, "desk/imports/batch.html", context)


def _shown(row: ImportRow) -> dict[str, Any]:
    facts = row.parsed.get("facts", {}) if isinstance(row.parsed, dict) else {}
    words = [str(facts.get(name, "")) for name in ("artist", "version", "isrc")]
    return {
        "row": row,
        "title": facts.get("title") or row.parsed.get("audio_name") or "–",
        "facts": " · ".join(word for word in words if word),
        "said": sentences(row.problems, language()),
        "changes": ", ".join(row.changes) if row.verdict == "update" else "",
        "tone": _TONES[row.verdict],
    }


@editor_required
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work is; htmx asks every second, and the page reloads once it has ended."""
    shown = _batch(pk)
    answer = render(request, "desk/imports/progress.html", {"batch": shown})
    if not shown.is_running:
        answer["HX-Refresh"] = "true"
    return answer


@editor_required
@require_POST
def choose_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Read another sheet of the workbook."""
    shown = _batch(pk)
    try:
        import_choose_sheet(batch=shown, sheet=request.POST.get("sheet", ""))
    except ImportProblem as problem:
        messages.error(request, say(problem.problem.json(), language()))
    return redirect("imports:batch", pk)


@editor_required
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge every row by the columns as they were said."""
    shown = _batch(pk)
    if request.POST.get("again"):
        if not shown.is_running and shown.header:
            ImportBatch.objects.filter(pk=pk).update(state=ImportBatch.State.UPLOADED)
        return redirect("imports:batch", pk)
    form = ColumnsForm(request.POST, batch=shown, language=language())
    if form.is_valid():
        try:
            import_check(batch=shown, mapping=form.mapping, options=form.options, dry_run=True)
            return redirect("imports:batch", pk)
        except ImportProblem as problem:
            form.add_error(None, say(problem.problem.json(), language()))
    return _columns(request, shown, form, status=422)


@editor_required
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the check let through."""
    import_apply(batch=_batch(pk))
    return redirect("imports:batch", pk)


@editor_required
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the work; what is written stays written."""
    import_stop(batch=_batch(pk))
    return redirect("imports:batch", pk)


@editor_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget an import; what it brought into the catalogue stays."""
    import_delete(batch=_batch(pk))
    messages.success(request, _("The import is forgotten; the catalogue stays as it is."))
    return redirect("imports:list")


@editor_required
@require_GET
def errors(request: HttpRequest, pk: int, form: str) -> HttpResponse | StreamingHttpResponse:
    """The rows that did not land, as a sheet that says why."""
    shown = _batch(pk)
    answer: HttpResponse | StreamingHttpResponse
    if form == "csv":
        answer = StreamingHttpResponse(
            errors_csv(shown, language()), content_type="text/csv; charset=utf-8"
        )
    elif form == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        answer = HttpResponse(errors_xlsx(shown, language()), content_type=kind)
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="import-{shown.pk}-errors.{form}"'
    return answer


def _batch(pk: int) -> ImportBatch:
    return get_object_or_404(batches(), pk=pk)
