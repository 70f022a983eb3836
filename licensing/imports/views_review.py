"""Doubtful rows: what came in beside what may be meant, chosen with one key."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from licensing.catalogue.models import Track
from licensing.desk.access import editor_required
from licensing.desk.media import asset_url
from licensing.desk.place import language
from licensing.imports.models import ImportBatch, ImportRow
from licensing.imports.problems import ImportProblem, say
from licensing.imports.selectors import batches, open_rows, sentences
from licensing.imports.services import import_apply, row_decide

_WHY = {
    "audio": ("same audio", "音频相同"),
    "name": ("same title and artist", "标题和艺人相同"),
    "isrc": ("same ISRC", "ISRC 相同"),
    "file": ("the row names this file", "该行写有此文件名"),
    "tags": ("alike by its tags", "标签相似"),
}


@editor_required
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The first row that waits for a word; once none does, back to the import."""
    batch = get_object_or_404(batches(), pk=pk)
    waiting = open_rows(batch)
    after = request.GET.get("after", "")
    row = waiting.filter(number__gt=int(after)).first() if after.isdecimal() else None
    row = row or waiting.first()
    if row is None:
        return redirect("imports:batch", pk)
    context = {
        "batch": batch,
        "row": row,
        "left": waiting.count(),
        "facts": row.parsed.get("facts", {}),
        "name": row.parsed.get("audio_name", ""),
        "said": sentences(row.problems, language()),
        "candidates": _candidates(row, request.user),
    }
    return render(request, "desk/imports/review.html", context)


def _candidates(row: ImportRow, person: Any) -> list[dict[str, Any]]:
    ids = [each["track"] for each in row.candidates]
    tracks = Track.objects.select_related("asset").in_bulk(ids)
    place = 1 if language() == "zh" else 0
    return [
        {
            "track": tracks[each["track"]],
            "why": _WHY.get(each["why"], (each["why"],) * 2)[place],
            "score": each["score"],
            "src": asset_url(tracks[each["track"]].asset, person),
        }
        for each in row.candidates
        if each["track"] in tracks
    ]


@editor_required
@require_POST
def decide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """That track, a new one, or not at all; then the next row."""
    batch = get_object_or_404(batches(), pk=pk)
    row = get_object_or_404(ImportRow.objects.filter(batch=batch), number=number)
    word = request.POST.get("word", "")
    if row.applied_at is None and not batch.is_running and row.verdict == "doubtful":
        try:
            row_decide(
                row=row,
                track_id=int(word) if word.isdecimal() else None,
                leave_out=word == "skip",
            )
        except ImportProblem as problem:
            return HttpResponse(say(problem.problem.json(), language()), status=422)
    if open_rows(batch).exists():
        return redirect("imports:review", pk)
    if batch.state == ImportBatch.State.DONE:
        import_apply(batch=batch)
    return redirect("imports:batch", pk)
