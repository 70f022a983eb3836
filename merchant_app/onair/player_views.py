"""Pages anybody with the address may open: the player of a shop, and the credits."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from licensing.licences.credits import credited_tracks, credits_for
from merchant_app.onair.models import PlayerDevice

CREDITS_PER_PAGE = 500


@require_safe
@never_cache
def player(request: HttpRequest, token: str) -> HttpResponse:
    """Full screen, unattended, no sign-in: the secret token is the key."""
    device = get_object_or_404(PlayerDevice.objects.select_related("store"), token=token)
    if device.revoked_at is not None:
        page, status = "onair/player_withdrawn.html", 410
    else:
        page, status = "onair/player.html", 200
    context = {
        "device": device,
        "store": device.store,
        "urls": {
            name: reverse(f"onair:{name}", args=[device.token])
            for name in ("manifest", "heartbeat", "record")
        },
    }
    response = render(request, page, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    # The address is the key. It stays out of other sites' logs by SECURE_REFERRER_POLICY; a
    # stricter "no-referrer" would make the language form's Origin "null", which CSRF refuses.
    return response


@require_safe
def credits_page(request: HttpRequest) -> HttpResponse:
    """Public: everybody whose music plays under a licence that asks for a credit."""
    search = request.GET.get("q", "").strip()[:100]
    page = Paginator(credited_tracks(search), CREDITS_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "onair/credits.html",
        {"page_obj": page, "credits": credits_for(list(page)), "search": search},
    )
