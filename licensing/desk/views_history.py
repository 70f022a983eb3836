"""The record of changes: who did what to which grant or track, when and why; also as a sheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from licensing.desk.access import desk_required
from licensing.desk.change_words import action_words, differences, history_lines
from licensing.history.models import Change

PER_PAGE = 50
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_KINDS = [
    ("", gettext_lazy("everything")),
    ("licences.grant", gettext_lazy("grants")),
    ("catalogue.track", gettext_lazy("tracks")),
    ("works.work", gettext_lazy("works")),
    ("accounts.user", gettext_lazy("people")),
]


class HistoryFilter(forms.Form):
    """The bar above the record. Anything not understood counts as not asked."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("About"), required=False, choices=_KINDS)
    id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    who = forms.CharField(label=gettext_lazy("Who"), required=False, max_length=150)
    since = forms.DateField(
        label=gettext_lazy("From day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=gettext_lazy("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def changes(self) -> QuerySet[Change]:
        self.is_valid()
        asked = self.cleaned_data
        found = Change.objects.order_by("-pk")
        if asked.get("q"):
            found = found.filter(subject_name__icontains=asked["q"].strip())
        if asked.get("kind"):
            found = found.filter(subject_type=asked["kind"])
        if asked.get("id"):
            found = found.filter(subject_id=asked["id"])
        if asked.get("who"):
            found = found.filter(actor_name__icontains=asked["who"].strip())
        if asked.get("since"):
            found = found.filter(at__gte=_midnight(asked["since"]))
        if asked.get("until"):
            found = found.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
        return found


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


@desk_required("viewer")
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """What changed, newest first."""
    form = HistoryFilter(request.GET)
    page = Paginator(form.changes(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": history_lines(page.object_list),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "query": request.GET.urlencode(),
        "last": Change.objects.order_by("-pk").values_list("hash", flat=True).first(),
    }
    return render(request, "desk/history.html", context)


class _Line:
    """What `csv.writer` writes to: hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


@desk_required("viewer")
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The changes asked for as CSV, oldest first, with the hashes that chain them."""
    form = HistoryFilter(request.GET)
    response = StreamingHttpResponse(
        _sheet(form.changes().order_by("pk")), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="history.csv"'
    return response


def _sheet(changes: QuerySet[Change]) -> Iterator[str]:
    writer = csv.writer(_Line())
    heads = (_("When (UTC)"), _("Who"), _("What"), _("Kind"), _("Id"), _("About"))
    yield "\ufeff" + writer.writerow([*heads, _("Before"), _("After"), _("Why"), _("Hash")])
    for change in changes.iterator(chunk_size=1000):
        told = differences(change.subject_type, change.before, change.after)
        row = (
            change.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
            change.actor_name or _("the system"),
            action_words(change.action),
            change.subject_type,
            change.subject_id,
            change.subject_name,
            "; ".join(f"{each.label}: {each.before}" for each in told if each.before),
            "; ".join(f"{each.label}: {each.after}" for each in told if each.after),
            change.why,
            change.hash,
        )
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
