"""`manage.py verify_history [--expect HASH]`: is the record of changes as it was written?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from licensing.history.verification import verify


class Command(BaseCommand):
    help = "Computes the chain of the record of changes again and names the first broken entry."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect",
            default="",
            metavar="HASH",
            help="the last hash of an earlier run, kept elsewhere: shows that no end was cut off",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify(options["expect"].strip().lower())
        if verdict.broken is not None:
            change = verdict.broken
            how = {
                "altered": "is not as it was written",
                "torn": "does not follow the entry before it: one was removed or put in",
            }[verdict.how]
            raise CommandError(
                f"Entry {change.pk} of {change.at:%Y-%m-%d %H:%M:%S} UTC ({change}) {how}. "
                f"The {verdict.entries} entries before it are intact."
            )
        if verdict.holds_expected is False:
            raise CommandError(
                f"No entry has the hash {options['expect']}: entries written since were replaced, "
                "or the end of the record was cut off."
            )
        self.stdout.write(f"{verdict.entries} entries, all intact. Last hash: {verdict.last_hash}")
