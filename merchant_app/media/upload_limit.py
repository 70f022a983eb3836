"""An upload handler that never writes more of a file than the largest upload allowed.

A file that is too large keeps its true size and loses its content, so that the service that
checks sizes can say so by name, while the other files of the same request arrive whole.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

#: A request may carry as much as this many of the largest uploads.
LARGEST_AT_ONCE = 10


def largest_upload() -> int:
    """The largest upload of any kind, in bytes."""
    return max(settings.UPLOAD_LIMITS.values())


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Streams to a temporary file and stops writing, not reading, above the limit.

    A request that announces more than all uploads together may have is refused unread
    (RequestDataTooBig).
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > LARGEST_AT_ONCE * largest_upload():
            raise RequestDataTooBig(f"a request of {content_length} bytes")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._limit = largest_upload()
        self._written = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._written += len(raw_data)
        if self._written <= self._limit:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if file_size > self._limit:
            self.file.truncate(0)
        return super().file_complete(file_size)
