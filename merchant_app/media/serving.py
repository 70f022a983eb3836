"""Answers with a stored file: whole, in part, unchanged, or by sending on to the object store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.utils.http import content_disposition_header, parse_etags

from merchant_app.media.access import Opened
from merchant_app.media.formats import OCTETS, content_type
from merchant_app.media.ranges import ByteRange, Unsatisfiable, parse_range

BLOCK = 256 * 1024


def file_response(request: HttpRequest, file: Opened) -> HttpResponseBase:
    """Serve a file with `Range`, `If-Range`, `If-None-Match` and `HEAD`.

    Files of an object store are not passed through this process: the browser is sent on to an
    address the store signed itself.
    """
    try:
        default_storage.path(file.name)
    except NotImplementedError:
        return HttpResponseRedirect(default_storage.url(file.name))
    except SuspiciousFileOperation as error:
        raise Http404 from error
    etag = f'"{file.etag}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _with_headers(HttpResponse(status=304), file, etag)
    try:
        size = default_storage.size(file.name)
    except OSError as error:
        raise Http404 from error
    part = None
    if request.headers.get("If-Range", etag) == etag:
        try:
            part = parse_range(request.headers.get("Range", ""), size)
        except Unsatisfiable:
            refused = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
            return _with_headers(refused, file, etag)
    wanted = part or ByteRange(0, size - 1)
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(status=206 if part else 200)
    else:
        stream = _blocks(default_storage.open(file.name, "rb"), wanted)
        response = StreamingHttpResponse(stream, status=206 if part else 200)
    response["Content-Length"] = str(wanted.length)
    if part:
        response["Content-Range"] = part.content_range(size)
    return _with_headers(response, file, etag)


def _with_headers(response: HttpResponseBase, file: Opened, etag: str) -> HttpResponseBase:
    kind = content_type(file.name)
    response["Content-Type"] = kind
    response["Content-Disposition"] = (
        content_disposition_header(kind == OCTETS, file.filename) or "inline"
    )
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    # The person or player the link was made for may keep it, nobody in between; and it is asked
    # again before it is used, because clearance can end.
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _blocks(file: File[Any], wanted: ByteRange) -> Iterator[bytes]:
    with file:
        file.seek(wanted.first)
        left = wanted.length
        while left > 0:
            block = file.read(min(BLOCK, left))
            if not block:
                return
            left -= len(block)
            yield block
