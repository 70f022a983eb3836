"""The pages of a brief: the draft that is filled, its progress, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from merchant_app import music
from merchant_app.accounts.access import (
    MerchantRequest,
    merchant_required,
    own_or_404,
    store_or_404,
)
from merchant_app.accounts.models import Membership
from merchant_app.briefs.forms import BriefForm, LengthForm
from merchant_app.briefs.models import Brief, BriefInput
from merchant_app.briefs.pages import InputRow, input_row, progress_row, tempo_range
from merchant_app.briefs.problems import BriefProblem
from merchant_app.briefs.selectors import brief_problems, briefs_of, understood
from merchant_app.briefs.services import briefs as services
from merchant_app.briefs.services.copies import brief_duplicate
from merchant_app.briefs.services.inputs import (
    input_add_file,
    input_add_list,
    input_add_words,
    input_remove,
)
from merchant_app.briefs.services.removal import brief_delete
from merchant_app.playlists.carried import NOTHING, sources_of

MANAGER = Membership.Role.MANAGER
SONGS = "songs"
LIST_ENDINGS = (".m3u", ".m3u8", ".csv", ".tsv", ".txt", ".json", ".jspf", ".xspf", ".xml")
CHANGED = {"HX-Trigger": "brief-changed"}


def _brief(request: MerchantRequest, pk: int) -> Brief:
    return own_or_404(request, briefs_of(request.membership.organisation), pk)


@require_GET
@merchant_required(role=MANAGER)
def create(request: MerchantRequest, store_id: int) -> HttpResponse:
    """Open a new draft; one that this person left untouched is used again."""
    store = store_or_404(request, store_id)
    untouched = store.briefs.filter(
        status=Brief.Status.DRAFT, created_by=request.user, inputs__isnull=True
    ).first()
    brief = untouched or services.brief_create(store=store, user=request.user)
    return redirect("briefs:detail", brief.pk)


@require_GET
@merchant_required
def detail(request: MerchantRequest, pk: int) -> HttpResponse:
    """The brief in whatever state it is."""
    brief = _brief(request, pk)
    cleared = set(music.cleared_ids(brief.store).tolist())
    rows = [input_row(item, request.user, cleared) for item in brief.inputs.all()]
    context: dict[str, Any] = {
        "brief": brief,
        "store": brief.store,
        "rows": rows,
        "form": BriefForm(initial={"name": brief.name, "length": brief.length}),
        "default_length": music.default_length(len(cleared)),
        **_understood(brief, cleared),
    }
    if brief.status == Brief.Status.DRAFT:
        context["photo_rows"] = _rendered(request, brief, rows, (BriefInput.Kind.PHOTO,))
        songs = (BriefInput.Kind.AUDIO, BriefInput.Kind.PLAYLIST)
        context["song_rows"] = _rendered(request, brief, rows, songs)
        context["sources"] = sources_of(brief.store)
        context["start_from"] = brief.start_from or next(
            (source.key for source in context["sources"] if source.enough), NOTHING
        )
        return render(request, "briefs/draft.html", context)
    context["has_files"] = any(row.item.kind != BriefInput.Kind.WORDS for row in rows)
    context["progress"] = progress_row(brief)
    failed = brief.status == Brief.Status.FAILED
    context["problems"] = [
        problem
        for problem in brief_problems(brief, get_language() or "en")
        if failed or problem["input"] is None  # beside each input stands its own
    ]
    context["playlist"] = brief.playlists.first()
    return render(request, "briefs/sent.html", context)


def _rendered(
    request: HttpRequest, brief: Brief, rows: list[InputRow], kinds: tuple[str, ...]
) -> SafeString:
    """The rows of these kinds, for the place into which new ones arrive too."""
    return SafeString(
        "".join(
            render_to_string("briefs/input_row.html", {"row": row, "brief": brief}, request)
            for row in rows
            if row.item.kind in kinds
        )
    )


def _understood(brief: Brief, cleared: set[int]) -> dict[str, Any]:
    items = list(brief.inputs.all())
    return {
        "concepts": understood(brief, get_language() or "en"),
        "tempo": tempo_range(brief),
        "reading": any(item.status in BriefInput.OPEN for item in items),
        "usable": any(item.status != BriefInput.Status.FAILED for item in items),
        "cleared_count": len(cleared),
        "seed_count": sum(1 for seed in brief.seeds.all() if seed.profile_id or seed.track_id),
    }


@require_GET
@merchant_required
def understood_part(request: MerchantRequest, pk: int) -> HttpResponse:
    """What was understood so far; polled while something is still being read."""
    brief = _brief(request, pk)
    cleared = set(music.cleared_ids(brief.store).tolist())
    context = {"brief": brief, "store": brief.store, **_understood(brief, cleared)}
    return render(request, "briefs/understood.html", context)


@require_POST
@merchant_required(role=MANAGER)
def add_file(request: MerchantRequest, pk: int, kind: str) -> HttpResponse:
    """Take one uploaded file, or pasted text; the answer is its row.

    Songs come in one place, as audio or as a list of names: the file's ending says which.
    """
    brief = _brief(request, pk)
    upload = request.FILES.get("file") or request.FILES.get("text")
    text = request.POST.get("text", "")
    if kind == SONGS:
        kind = BriefInput.Kind.AUDIO
        if upload is None or (upload.name or "").lower().endswith(LIST_ENDINGS):
            kind = BriefInput.Kind.PLAYLIST
    try:
        if upload is not None:
            item = input_add_file(brief=brief, kind=kind, upload=upload)
        elif kind == BriefInput.Kind.PLAYLIST:
            item = input_add_list(brief=brief, text=text)
        else:
            raise BriefProblem("file_missing")
    except BriefProblem as error:
        return JsonResponse({"detail": str(error), "code": error.code}, status=400)
    return _row(request, item)


@require_POST
@merchant_required(role=MANAGER)
def set_words(request: MerchantRequest, pk: int) -> HttpResponse:
    """Take the description; saved while it is typed."""
    brief = _brief(request, pk)
    try:
        item = input_add_words(brief=brief, text=request.POST.get("text", ""))
    except BriefProblem as error:
        return render(request, "briefs/words_row.html", {"problem": str(error)})
    return _row(request, item) if item else HttpResponse(headers=CHANGED)


@require_GET
@merchant_required
def input_part(request: MerchantRequest, pk: int, input_id: int) -> HttpResponse:
    """One input's row, as it is now."""
    brief = _brief(request, pk)
    return _row(request, own_or_404(request, brief.inputs.all(), input_id, via=VIA_BRIEF))


VIA_BRIEF = "brief__store__organisation"


def _row(request: MerchantRequest, item: BriefInput) -> HttpResponse:
    item = BriefInput.objects.select_related("brief__store", "job").get(pk=item.pk)
    cleared = set(music.cleared_ids(item.brief.store).tolist())
    context = {"row": input_row(item, request.user, cleared), "brief": item.brief}
    page = "briefs/words_row.html" if item.kind == "words" else "briefs/input_row.html"
    answer = render(request, page, context)
    if item.status not in BriefInput.OPEN:
        answer["HX-Trigger"] = CHANGED["HX-Trigger"]
    return answer


@require_POST
@merchant_required(role=MANAGER)
def remove_input(request: MerchantRequest, pk: int, input_id: int) -> HttpResponse:
    """Take one thing out of the draft."""
    brief = _brief(request, pk)
    item = own_or_404(request, brief.inputs.all(), input_id, via=VIA_BRIEF)
    try:
        input_remove(item=item)
    except BriefProblem as error:
        return JsonResponse({"detail": str(error), "code": error.code}, status=409)
    return HttpResponse(headers=CHANGED)


@require_GET
@merchant_required
def progress(request: MerchantRequest, pk: int) -> HttpResponse:
    """How far the matching is; leads to the playlist when it is there."""
    brief = _brief(request, pk)
    if brief.status in Brief.OPEN:
        return render(request, "briefs/progress.html", {"progress": progress_row(brief)})
    playlist = brief.playlists.first()
    if brief.status == Brief.Status.READY and playlist is not None:
        target = reverse("playlists:detail", args=[playlist.pk])
    else:
        target = reverse("briefs:detail", args=[brief.pk])
    return HttpResponse(headers={"HX-Redirect": target})


@require_POST
@merchant_required(role=MANAGER)
def act(request: MerchantRequest, pk: int, action: str) -> HttpResponse:
    """Start, cancel, reopen, rename, duplicate or delete."""
    brief = _brief(request, pk)
    try:
        return _ACTIONS[action](request, brief)
    except BriefProblem as error:
        messages.error(request, str(error))
        if error.code == "brief_gone":
            return redirect("stores:detail", brief.store_id)
        return redirect("briefs:detail", brief.pk)


def _start(request: HttpRequest, brief: Brief) -> HttpResponse:
    if "text" in request.POST:
        input_add_words(brief=brief, text=request.POST["text"])
    form = LengthForm(request.POST)
    services.brief_start(
        brief=brief,
        length=form.cleaned_data["length"] if form.is_valid() else None,
        start_from=request.POST.get("start_from"),
    )
    return redirect("briefs:detail", brief.pk)


def _cancel(request: HttpRequest, brief: Brief) -> HttpResponse:
    services.brief_cancel(brief=brief)
    messages.info(request, _("The matching was stopped. What you showed is kept."))
    return redirect("briefs:detail", brief.pk)


def _reopen(request: HttpRequest, brief: Brief) -> HttpResponse:
    services.brief_reopen(brief=brief)
    return redirect("briefs:detail", brief.pk)


def _rename(request: HttpRequest, brief: Brief) -> HttpResponse:
    services.brief_rename(brief=brief, name=request.POST.get("name", ""))
    return redirect("briefs:detail", brief.pk)


def _duplicate(request: MerchantRequest, brief: Brief) -> HttpResponse:
    copy = brief_duplicate(brief=brief, user=request.user)
    messages.success(request, _("Here is a copy. Change what you like, then match again."))
    return redirect("briefs:detail", copy.pk)


def _delete(request: HttpRequest, brief: Brief) -> HttpResponse:
    brief_delete(brief=brief)
    messages.success(request, _("The brief and everything uploaded for it were deleted."))
    return redirect("stores:detail", brief.store_id)


_ACTIONS: dict[str, Callable[[Any, Brief], HttpResponse]] = {
    "start": _start,
    "cancel": _cancel,
    "reopen": _reopen,
    "rename": _rename,
    "duplicate": _duplicate,
    "delete": _delete,
}
