"""The one view that opens signed links."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from merchant_app.media.access import open_link
from merchant_app.media.links import LinkEnded, read_link
from merchant_app.media.serving import file_response


@require_safe
def serve(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file of a signed link, or a page that says why it no longer opens."""
    try:
        opened = open_link(read_link(token))
    except LinkEnded:
        return render(request, "media/link_ended.html", status=403)
    return file_response(request, opened)
