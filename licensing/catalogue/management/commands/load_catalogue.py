"""`manage.py load_catalogue FOLDER [--csv FILE]`: a folder of audio into the catalogue."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from licensing.imports.loading.entries import entries_load
from licensing.imports.loading.folder import folder_entries, unmatched
from licensing.imports.loading.sheet import Row, SheetProblem, read_sheet
from licensing.licences.models import Grant


class Command(BaseCommand):
    help = (
        "Adds the audio files of a folder; the worker analyses them. Files that are there already "
        "are left alone, broken ones are reported. A grant comes from the CSV (column licensor) or "
        "from --licensor; a track without one never plays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--csv", type=Path, help="facts and grants, one row a file")
        parser.add_argument("--licensor", help="who grants the files that have no row with one")
        parser.add_argument("--licence", default="", help="name of that licence")
        parser.add_argument("--licence-url", default="")
        parser.add_argument("--basis", choices=Grant.Basis.values, default=Grant.Basis.DIRECT)
        parser.add_argument("--territories", default="*", help='such as "DE;EU", default worldwide')
        parser.add_argument("--evidence", default="", help="where the permission can be seen")
        parser.add_argument("--attribution-required", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        rows: dict[str, Row] = {}
        if options["csv"]:
            try:
                rows = read_sheet(options["csv"])
            except SheetProblem as problem:
                raise CommandError(str(problem)) from problem
        outcome = entries_load(folder_entries(folder, rows, _terms(options)), say=self.stdout.write)
        outcome.skipped += [(row.file, row.problem) for row in rows.values() if row.problem]
        outcome.skipped += [
            (name, "No such file in the folder.") for name in unmatched(folder, rows)
        ]
        for name, why in outcome.skipped:
            self.stderr.write(f"Skipped {name}: {why}")
        self.stdout.write(
            f"{len(outcome.added)} added, {outcome.known} already there, "
            f"{len(outcome.skipped)} skipped."
        )
        if outcome.ungranted:
            self.stdout.write(
                f"{outcome.ungranted} of them have no grant and will not play: give them one at "
                "the licensing desk, in the CSV or with --licensor."
            )


def _terms(options: dict[str, Any]) -> dict[str, Any] | None:
    if not options["licensor"]:
        return None
    return {
        "licensor": options["licensor"],
        "licence_name": options["licence"],
        "licence_url": options["licence_url"],
        "basis": options["basis"],
        "territories_in": [part for part in options["territories"].split(";") if part],
        "evidence": options["evidence"],
        "attribution_required": options["attribution_required"],
        "status": Grant.Status.ACTIVE,
    }
