"""What somebody was told, and marking it as read."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from merchant_app.accounts.models import User
from merchant_app.notices.selectors import notices_of, unread_count
from merchant_app.notices.services.reading import notices_read
from merchant_app.notices.wording import say

A_PAGE = 20


@require_GET
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """All notices of the person asking, newest first."""
    user = cast("User", request.user)
    page = Paginator(notices_of(user), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "notices/list.html",
        {"page": page, "notices": [say(each) for each in page], "unread": unread_count(user)},
    )


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    notices_read(user=cast("User", request.user))
    return redirect("notices:list")


@require_POST
@login_required
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and show what it is about."""
    user = cast("User", request.user)
    notice = get_object_or_404(notices_of(user), pk=pk)
    notices_read(user=user, pk=notice.pk)
    return redirect(say(notice).url)
