"""The record of what was played, as pages and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from merchant_app.accounts.access import (
    MerchantRequest,
    merchant_required,
    store_or_404,
    stores_of,
)
from merchant_app.accounts.models import Organisation
from merchant_app.onair.plays_selectors import CSV_COLUMNS, csv_rows, plays_of, totals_of
from merchant_app.stores.models import Store

PER_PAGE = 50


@require_safe
@merchant_required
def store_plays(request: HttpRequest, store_id: int) -> HttpResponseBase:
    """Plays of one store."""
    store = store_or_404(request, store_id)
    return _plays(request, store, [store])


@require_safe
@merchant_required
def all_plays(request: MerchantRequest) -> HttpResponseBase:
    """Plays of all stores of the organisation, those it had included."""
    return _plays(request, request.membership.organisation, list(stores_of(request)))


def _plays(
    request: HttpRequest, owner: Store | Organisation, stores: list[Store]
) -> HttpResponseBase:
    day = _day(request.GET.get("day", ""))
    plays = plays_of(owner, day=day)
    if request.GET.get("format") == "csv":
        return _as_csv(csv_rows(plays), name=f"plays-{day or 'all'}.csv")
    context: dict[str, Any] = {
        "stores": stores,
        "store": owner if isinstance(owner, Store) else None,
        "day": day,
        "start_url": reverse("onair:store", args=[stores[0].pk]) if stores else "/",
        "totals": totals_of(plays),
        "page_obj": Paginator(plays, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "onair/plays.html", context)


def _day(text: str) -> date | None:
    """The day asked for; nonsense shows all days, which the page says."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    # Near either end of the calendar a day has no beginning or end in other time zones.
    return day if day and 1900 <= day.year <= 2200 else None


class _Echo:
    """A file for `csv.writer` that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _as_csv(rows: Iterable[tuple[object, ...]], *, name: str) -> HttpResponse:
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"  # spreadsheets guess the encoding by it
        yield writer.writerow(CSV_COLUMNS)
        for row in rows:
            yield writer.writerow([_harmless(cell) for cell in row])

    return StreamingHttpResponse(  # type: ignore[return-value]
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _harmless(cell: object) -> object:
    """A title that begins like a formula must not run when the file is opened."""
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{cell}"
    return cell
