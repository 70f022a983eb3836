"""Where folders of audio may lie: below one folder of the server, or in one bucket."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from licensing.catalogue.files import AUDIO_SUFFIXES
from licensing.imports.problems import ImportProblem

MAX_FILES = 200_000


def folders_allowed() -> bool:
    """Whether the operator has opened any place for imports."""
    return bool(settings.IMPORT_ROOT or settings.IMPORT_S3_BUCKET)


@dataclass(frozen=True)
class Place:
    """A folder below the root, or a prefix of the bucket."""

    name: str
    bucket: bool

    def files(self) -> list[str]:
        """Names of its audio files within the place, sorted. Raises ImportProblem."""
        names = sorted(self._in_bucket() if self.bucket else self._in_folder())
        if not names:
            raise ImportProblem("no_audio_files")
        return names[:MAX_FILES]

    @contextmanager
    def path(self, name: str) -> Iterator[Path]:
        """A file of the place on this machine. Raises FileNotFoundError."""
        if not self.bucket:
            yield _within(self._folder(), name)
            return
        with tempfile.NamedTemporaryFile(suffix=PurePosixPath(name).suffix) as copy:
            try:
                _client().download_fileobj(settings.IMPORT_S3_BUCKET, self._prefix() + name, copy)
            except (BotoCoreError, ClientError) as error:
                raise FileNotFoundError(name) from error
            copy.flush()
            yield Path(copy.name)

    def _folder(self) -> Path:
        root = _root()
        folder = (root / self.name).resolve()
        if not folder.is_relative_to(root) or not folder.is_dir():
            raise ImportProblem("folder_gone", name=self.name)
        return folder

    def _in_folder(self) -> Iterator[str]:
        folder = self._folder()
        for path in folder.rglob("*"):
            name = path.relative_to(folder)
            if path.suffix.lower() not in AUDIO_SUFFIXES or any(p[0] == "." for p in name.parts):
                continue
            # A link may lead anywhere; only what lies below the root was opened.
            if path.is_file() and path.resolve().is_relative_to(_root()):
                yield name.as_posix()

    def _prefix(self) -> str:
        return f"{self.name}/" if self.name else ""

    def _in_bucket(self) -> Iterator[str]:
        prefix = self._prefix()
        pages = _client().get_paginator("list_objects_v2")
        try:
            for page in pages.paginate(Bucket=settings.IMPORT_S3_BUCKET, Prefix=prefix):
                for held in page.get("Contents", []):
                    name = held["Key"].removeprefix(prefix)
                    if PurePosixPath(name).suffix.lower() in AUDIO_SUFFIXES:
                        yield name
        except (BotoCoreError, ClientError) as error:
            raise ImportProblem("folder_gone", name=self.name) from error


def place_of(name: str) -> Place:
    """The place somebody named; the folder of the server comes before the bucket.

    Raises ImportProblem.
    """
    if not folders_allowed():
        raise ImportProblem("no_folder")
    plain = name.strip().replace("\\", "/").strip("/")
    if settings.IMPORT_ROOT:
        place = Place(plain, bucket=False)
        try:
            place._folder()
            return place
        except ImportProblem:
            if not settings.IMPORT_S3_BUCKET:
                raise
    if ".." in PurePosixPath(plain).parts:
        raise ImportProblem("folder_gone", name=plain)
    return Place(plain, bucket=True)


def _within(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(_root()) or not path.is_file():
        raise FileNotFoundError(name)
    return path


def _root() -> Path:
    if settings.IMPORT_ROOT is None:
        raise ImportProblem("no_folder")
    return Path(settings.IMPORT_ROOT)


def _client() -> Any:
    return boto3.client("s3", endpoint_url=settings.IMPORT_S3_ENDPOINT or None)
