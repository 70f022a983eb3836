"""Folders of audio: every file judged, then given to its track, one transaction a file."""

from __future__ import annotations

from pathlib import Path

import av
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from licensing.catalogue.files import sha256_of
from licensing.catalogue.services import track_add_audio
from licensing.imports.folder_audio.audio_matching import Waiting, facts_of_file, judge_file
from licensing.imports.folder_audio.places import Place
from licensing.imports.judging import Judged, Verdict
from licensing.imports.loading.entries import Entry, entry_load, listen
from licensing.imports.loading.tags import read_tags
from licensing.imports.models import ImportBatch, ImportRow
from licensing.imports.problems import Problem
from licensing.imports.reading.parsed import Parsed
from matching.audio.errors import AudioProblem
from matching.jobs.registry import Report


def place_in(batch: ImportBatch) -> Place:
    """The place a batch was made of."""
    return Place(batch.options.get("folder", ""), bool(batch.options.get("bucket")))


def folder_check(batch: ImportBatch, report: Report) -> None:
    """Judge every file that is not judged yet. Raises ImportProblem."""
    place = place_in(batch)
    names = place.files()
    done = {tuple(raw) for raw in batch.rows.values_list("raw", flat=True)}
    waiting = Waiting.now()
    for track in batch.rows.filter(track__isnull=False).values_list("track_id", flat=True):
        waiting.drop(track)
    seen = dict(batch.rows.exclude(audio_sha256="").values_list("audio_sha256", "number"))
    for number, name in enumerate(names, start=1):
        if (name,) in done:
            continue
        row = _judged(batch, place, number, name, waiting, seen)
        row.save(force_insert=True)
        report(number / len(names), str(number))
    batch.rows_total = len(names)
    batch.save(update_fields=["rows_total"])


def _judged(
    batch: ImportBatch,
    place: Place,
    number: int,
    name: str,
    waiting: Waiting,
    seen: dict[str, int],
) -> ImportRow:
    parsed = Parsed(audio_name=name[:255])
    seconds: float | None = None
    try:
        with place.path(name) as path:
            listen(path)
            with path.open("rb") as stream:
                parsed.audio_sha256 = sha256_of(stream)
            parsed.facts = facts_of_file(name, read_tags(path))
            seconds = _seconds(str(path))
    except AudioProblem as problem:
        said = {"en": problem.say("en"), "zh": problem.say("zh")}
        judged = Judged(Verdict.ERROR, None, [Problem("audio_refused", {"detail": said})])
    except OSError:
        judged = Judged(Verdict.ERROR, None, [Problem("audio_missing", {"name": name})])
    else:
        earlier = seen.setdefault(parsed.audio_sha256, number)
        if earlier != number:
            twice = Problem("row_twice", {"row": earlier}, note=True)
            judged = Judged(Verdict.UNCHANGED, None, [twice])
        else:
            judged = judge_file(parsed, seconds, waiting)
            nothing_like_it = judged.verdict == Verdict.DOUBTFUL and not judged.candidates
            if nothing_like_it and batch.options.get("add_new"):
                judged = Judged(Verdict.NEW)
    return ImportRow(
        batch=batch,
        number=number,
        raw=[name],
        parsed=parsed.json(),
        **judged.columns(),
        audio_sha256=parsed.audio_sha256,
    )


def _seconds(path: str) -> float | None:
    try:
        with av.open(path) as container:
            return container.duration / av.time_base if container.duration else None
    except Exception:  # PyAV raises many kinds; a length is only a help
        return None


def folder_apply(batch: ImportBatch, report: Report) -> None:
    """Give every file that is matched to its track; a file that fails says why."""
    place = place_in(batch)
    wanted = batch.rows.filter(verdict__in=ImportRow.WRITES) | batch.rows.filter(
        verdict=Verdict.DOUBTFUL, decided=True
    )
    todo = list(wanted.filter(applied_at__isnull=True).order_by("number"))
    for done, row in enumerate(todo, start=1):
        try:
            with place.path(row.raw[0]) as path, transaction.atomic():
                _apply(batch, row, path)
        except AudioProblem as problem:
            said = {"en": problem.say("en"), "zh": problem.say("zh")}
            _refuse(row, Problem("audio_refused", {"detail": said}))
        except FileNotFoundError:
            _refuse(row, Problem("audio_missing", {"name": row.raw[0]}))
        except ValidationError as problem:
            _refuse(row, Problem("unexpected", {"detail": " ".join(problem.messages)}))
        except ValueError:
            _refuse(row, Problem("has_other_audio"))
        report(done / len(todo), str(done))


def _apply(batch: ImportBatch, row: ImportRow, file: Path) -> None:
    facts = dict(Parsed.of(row.parsed).facts)
    if row.track is None:
        facts.setdefault("source", batch.name)
        row.track, created = entry_load(Entry(file, row.raw[0], facts))
        row.verdict = Verdict.NEW if created else Verdict.UNCHANGED
    else:
        with file.open("rb") as stream:
            added = track_add_audio(
                file=File(stream, name=file.name),
                original_name=row.raw[0],
                facts={},
                waiting=row.track,
            )
        row.verdict = Verdict.UPDATE if added.created else Verdict.UNCHANGED
        row.track = added.track
    row.applied_at = timezone.now()
    row.save(update_fields=["track", "verdict", "applied_at"])


def _refuse(row: ImportRow, problem: Problem) -> None:
    row.verdict = Verdict.ERROR
    row.problems = [*row.problems, problem.json()]
    row.save(update_fields=["verdict", "problems"])
