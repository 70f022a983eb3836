"""`manage.py load_open_music [PACKAGE …]`: human-made open music from Debian's archive."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from licensing.imports.loading.open_music import packages, packages_load


class Command(BaseCommand):
    help = "Adds open music from Debian packages, with author and licence for each track."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("packages", nargs="*", metavar="PACKAGE", help="default: all known")

    def handle(self, *args: Any, **options: Any) -> None:
        unknown = sorted(set(options["packages"]) - set(packages()))
        if unknown:
            raise CommandError(
                f"Unknown: {', '.join(unknown)}. Known packages are: {', '.join(packages())}."
            )
        outcome, problems = packages_load(
            options["packages"] or packages(),
            settings.VAR_DIR / "downloads",
            say=self.stdout.write,
        )
        for name, why in outcome.skipped:
            self.stderr.write(f"Skipped {name}: {why}")
        if problems and not outcome.added and not outcome.known:
            raise CommandError(" ".join(problems))
        for problem in problems:
            self.stderr.write(problem)
        if outcome.added:
            self.stdout.write(
                f"{len(outcome.added)} tracks added; the worker is listening to them now."
            )
        else:
            self.stdout.write("Nothing new: all of it is in the catalogue.")
