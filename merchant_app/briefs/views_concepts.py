"""The concepts that a brief awoke: where each comes from, what it asks for, and its switch."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from matching.concepts.selectors import pool_refresh
from matching.semantics.asked import Asked, asked_of_music
from merchant_app.accounts.access import MerchantRequest, may, merchant_required, own_or_404
from merchant_app.accounts.models import Membership
from merchant_app.briefs.models import Brief
from merchant_app.briefs.problems import BriefProblem
from merchant_app.briefs.selectors import Understood, awoken, briefs_of
from merchant_app.briefs.services.concepts import concept_switch
from merchant_app.media.urls_signed import photo_url

MANAGER = Membership.Role.MANAGER


@dataclass(frozen=True)
class ConceptRow:
    """One concept with everything that woke it; asked is None once editors took it out."""

    strongest: Understood
    causes: list[Understood]
    asked: Asked | None


def _rows(brief: Brief) -> list[ConceptRow]:
    language = get_language() or "en"
    known = pool_refresh().concepts
    causes: dict[str, list[Understood]] = {}
    for each in awoken(brief, language):
        causes.setdefault(each.concept, []).append(each)
    return [
        ConceptRow(
            found[0],
            found,
            asked_of_music(known[concept], language) if concept in known else None,
        )
        for concept, found in causes.items()
    ]


def _page(request: MerchantRequest, brief: Brief) -> dict[str, object]:
    rows = _rows(brief)
    return {
        "brief": brief,
        "store": brief.store,
        "rows": rows,
        "off": sum(row.strongest.muted for row in rows),
        "may_switch": brief.status == Brief.Status.DRAFT and may(request.membership, MANAGER),
        "photos": {
            item.pk: photo_url(item, for_user=request.user)
            for item in brief.inputs.all()
            if item.kind == "photo" and item.file and item.status == "ready"
        },
    }


@require_GET
@merchant_required
def concepts(request: MerchantRequest, pk: int) -> HttpResponse:
    """Every concept that the brief awoke."""
    brief = own_or_404(request, briefs_of(request.membership.organisation), pk)
    return render(request, "briefs/concepts.html", _page(request, brief))


def _is_partial(request: MerchantRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


@require_POST
@merchant_required(role=MANAGER)
def switch(request: MerchantRequest, pk: int) -> HttpResponse:
    """Switch one concept off or on again; the answer to a script is the list as it is now."""
    brief = own_or_404(request, briefs_of(request.membership.organisation), pk)
    try:
        concept_switch(
            brief=brief,
            concept=request.POST.get("concept", ""),
            on=request.POST.get("on") == "1",
        )
    except BriefProblem as error:
        messages.error(request, str(error))
        if not _is_partial(request):
            return redirect("briefs:concepts", pk)
        return HttpResponse(headers={"HX-Refresh": "true"})
    if _is_partial(request):
        return render(request, "briefs/concept_rows.html", _page(request, brief))
    return redirect("briefs:concepts", pk)
