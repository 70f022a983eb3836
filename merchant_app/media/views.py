"""The one view that opens signed links."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from merchant_app.media.access import open_link
from merchant_app.media.links import LinkEnded, read_link
from merchant_app.media.serving import file_response
from merchant_app.media.thumbnails import NoThumbnail, thumbnail


@require_safe
def serve(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file of a signed link, or a page that says why it no longer opens."""
    try:
        link = read_link(token)
        opened = open_link(link)
    except LinkEnded:
        return render(request, "media/link_ended.html", status=403)
    if link.kind == "thumb":
        try:
            picture = thumbnail(opened.name, opened.etag)
        except NoThumbnail as error:
            raise Http404 from error
        return HttpResponse(
            picture, content_type="image/webp", headers={"Cache-Control": "private, max-age=3600"}
        )
    return file_response(request, opened)
