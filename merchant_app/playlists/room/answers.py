"""What the listening room says while somebody listens: answers saved one by one, and taken back."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from merchant_app.accounts.access import MerchantRequest, merchant_required
from merchant_app.numbers import whole_number
from merchant_app.playlists.access import own_playlist
from merchant_app.playlists.problems import PlaylistGone, PlaylistProblem
from merchant_app.playlists.services.feedback import Said, verdict_save
from merchant_app.playlists.services.undoing import feedback_undo


@require_POST
@merchant_required
def say(request: MerchantRequest, pk: int) -> JsonResponse:
    """Store answers: {"version", "said": [{"id", "track", "kind", "heard_ms"}]}.

    Answers {"current": the newest version's number}; a version that is no longer current is no
    reason to lose an answer. What cannot be stored answers 400 with {"detail"}, nothing stored.
    """
    playlist = own_playlist(request, pk)
    body = _body(request)
    try:
        said = [_said(each) for each in _list(body.get("said"))]
        verdict_save(
            playlist=playlist, user=request.user, said=said, version=_whole(body.get("version"))
        )
    except PlaylistGone:
        raise
    except PlaylistProblem as problem:
        return JsonResponse({"detail": str(problem)}, status=400)
    playlist.refresh_from_db(fields=["version_number"])
    return JsonResponse({"current": playlist.version_number})


@require_POST
@merchant_required
def undo(request: MerchantRequest, pk: int) -> JsonResponse:
    """Take back the newest answer on a track: {"id", "track"}. Sent twice, it is done once.

    Answers {"current", "undone": true}; where there is nothing to take back any more, too.
    """
    playlist = own_playlist(request, pk)
    body = _body(request)
    detail = ""
    try:
        feedback_undo(
            playlist=playlist,
            user=request.user,
            track=_whole(body.get("track")) or 0,
            idempotency_key=str(body.get("id", "")),
        )
    except PlaylistGone:
        raise
    except PlaylistProblem as problem:
        if problem.code != "nothing_to_undo":
            detail = str(problem)
    playlist.refresh_from_db(fields=["version_number"])
    if detail:
        return JsonResponse({"detail": detail}, status=400)
    return JsonResponse({"current": playlist.version_number, "undone": True})


def _body(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return {}
    try:
        body = json.loads(request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _said(value: Any) -> Said:
    fields = value if isinstance(value, dict) else {}
    return Said(
        track=_whole(fields.get("track")) or 0,
        kind=str(fields.get("kind", "")),
        click=str(fields.get("id", "")),
        heard_ms=_whole(fields.get("heard_ms")),
    )


def _whole(value: Any) -> int | None:
    return whole_number(str(value)) if isinstance(value, int | str) else None
