"""`manage.py bench_imports [--rows 100000]`: rows a second of checking and importing a sheet.

All of it happens in one transaction that is rolled back: the catalogue stays as it is.
"""

from __future__ import annotations

import csv
import resource
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files import File
from django.core.management.base import BaseCommand
from django.db import transaction
from openpyxl import Workbook

from licensing.history.services import acting
from licensing.imports.applying import apply
from licensing.imports.checking import check
from licensing.imports.models import ImportBatch
from licensing.imports.reading.mapping import guess
from licensing.imports.selectors import counts_of

HEADER = ["Title", "Artists", "ISRC", "Label", "Album", "Duration", "Writers", "Licensor",
          "Rights", "Territories", "Until", "External ID"]  # fmt: skip


class Command(BaseCommand):
    help = "Measures the import of a made-up sheet, and leaves nothing behind."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=100_000)
        parser.add_argument("--xlsx", action="store_true", help="as a workbook instead of CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        rows, kind = options["rows"], "xlsx" if options["xlsx"] else "csv"
        with tempfile.TemporaryDirectory() as folder, transaction.atomic():
            path = Path(folder) / f"bench.{kind}"
            (_workbook if options["xlsx"] else _sheet)(path, rows)
            name = "bench-imports@localhost"
            person = get_user_model().objects.create(email=name, name="Bench")
            for turn in ("first time", "the same file again"):
                batch = self._batch(path, kind, person)
                self._measure(batch, rows, turn)
                batch.file.delete(save=False)
            transaction.set_rollback(True)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.stdout.write(f"peak memory {peak:.0f} MiB")

    def _batch(self, path: Path, kind: str, person: Any) -> ImportBatch:
        batch = ImportBatch(kind=kind, name=path.name, created_by=person, header=HEADER)
        batch.mapping = guess(HEADER)
        with path.open("rb") as stream:
            batch.file.save(path.name, File(stream), save=False)
        batch.save()
        return batch

    def _measure(self, batch: ImportBatch, rows: int, turn: str) -> None:
        with acting(batch.created_by, why="bench"):
            for name, work in (("checked", check), ("imported", apply)):
                start, used = time.perf_counter(), time.process_time()
                work(batch, lambda progress, step="": None)
                took, used = time.perf_counter() - start, time.process_time() - used
                self.stdout.write(
                    f"{turn}: {rows} rows {name} in {took:.1f} s, {rows / took:.0f} rows/s "
                    f"({used:.1f} s of one core here, the rest is the database's)"
                )
        counts = {name: number for name, number in counts_of(batch).items() if number}
        self.stdout.write(f"{turn}: {counts}")


def _cells(number: int) -> list[str]:
    return [
        f"Song {number}",
        f"Artist {number % 4000} feat. Guest {number % 900}",
        f"QZB{chr(65 + number // 1_000_000)}{number // 100_000 % 10}26{number % 100_000:05d}",
        f"Label {number % 300}",
        f"Album {number // 12}",
        f"{2 + number % 4}:{number % 60:02d}",
        f"Writer {number % 5000} (composer, MCSC) 50%; Other {number % 700} (author, PRS) 50%",
        f"Licensor {number % 40}",
        "public performance; reproduction",
        "EU; CH; GB" if number % 2 else "CN",
        "31.12.2027",
        f"SUP-{number}",
    ]


def _sheet(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows(_cells(number) for number in range(rows))


def _workbook(path: Path, rows: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADER)
    for number in range(rows):
        sheet.append(_cells(number))
    book.save(path)
