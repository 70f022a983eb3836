"""Answers with a stored file: whole, in part, or unchanged; from a disk or an object store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, parse_etags

from merchant_app.media.access import Opened
from merchant_app.media.formats import OCTETS, content_type
from merchant_app.media.ranges import ByteRange, Unsatisfiable, parse_range

if TYPE_CHECKING:  # it loads boto3, which only those need whose files lie in a bucket
    from merchant_app.media.bucket import BucketStorage

BLOCK = 256 * 1024


def file_response(request: HttpRequest, file: Opened) -> HttpResponseBase:
    """Serve a file with `Range`, `If-Range`, `If-None-Match` and `HEAD`."""
    etag = f'"{file.etag}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _with_headers(HttpResponse(status=304), file, etag)
    try:
        size = default_storage.size(file.name)
    except (OSError, SuspiciousFileOperation) as error:
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
        try:
            stream = _stored(file.name, wanted)
        except FileNotFoundError as error:
            raise Http404 from error
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


def _stored(name: str, wanted: ByteRange) -> Iterator[bytes]:
    if wanted.length <= 0:
        return iter(())
    if settings.ENV.MEDIA_STORAGE == "s3":
        storage = cast("BucketStorage", default_storage)
        return storage.blocks(name, wanted.first, wanted.last)
    return _blocks(default_storage.open(name, "rb"), wanted)


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
