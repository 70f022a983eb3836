"""Uploads that are too large are read to their end and written nowhere."""

from __future__ import annotations

import resource
from io import RawIOBase

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile

MEGABYTE = 1024 * 1024


def test_only_files_that_fit_are_written_to_disk(rf, tmp_path, settings) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.UPLOAD_LIMITS = {"audio": MEGABYTE}
    request = rf.post(
        "/",
        {
            "large": SimpleUploadedFile("large.wav", b"x" * (8 * MEGABYTE)),
            "good": SimpleUploadedFile("good.wav", b"y" * 1000),
        },
    )
    assert request.FILES["large"].size == 8 * MEGABYTE
    assert request.FILES["good"].read() == b"y" * 1000
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 1000


class Stream(RawIOBase):
    """A request body that is made while it is read: one file of this many bytes."""

    HEAD = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="endless.wav"\r\n'
        b"Content-Type: audio/wav\r\n\r\n"
    )
    TAIL = b"\r\n--x--\r\n"

    def __init__(self, size: int) -> None:
        self.left = size
        self.parts = [self.HEAD]
        self.length = size + len(self.HEAD) + len(self.TAIL)

    def read(self, _size: int = -1) -> bytes:
        if self.parts:
            return self.parts.pop()
        if self.left:
            count = min(self.left, 64 * 1024)
            self.left -= count
            if not self.left:
                self.parts = [self.TAIL]
            return bytes(count)
        return b""


def test_a_stream_costs_neither_disk_nor_memory(rf, tmp_path, settings) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.UPLOAD_LIMITS = {"audio": 40 * MEGABYTE}
    stream = Stream(300 * MEGABYTE)
    request = rf.request(
        **{
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "CONTENT_LENGTH": str(stream.length),
            "wsgi.input": stream,
        }
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file = request.FILES["file"]
    assert file.size == 300 * MEGABYTE
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024  # KiB


def test_a_request_beyond_all_limits_is_not_even_read(rf, settings) -> None:
    settings.UPLOAD_LIMITS = {"audio": MEGABYTE}
    stream = Stream(11 * MEGABYTE)
    request = rf.request(
        **{
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "CONTENT_LENGTH": str(stream.length),
            "wsgi.input": stream,
        }
    )
    with pytest.raises(RequestDataTooBig):
        _ = request.FILES
    assert stream.left == 11 * MEGABYTE
