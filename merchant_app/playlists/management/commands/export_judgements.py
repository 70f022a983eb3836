"""`manage.py export_judgements --organisation ID OUT.parquet`: one organisation's judgements."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from merchant_app.accounts.models import Organisation
from merchant_app.playlists.judgements import judgements_parquet


class Command(BaseCommand):
    help = "Writes every accept, reject and skip of an organisation, with its context, as Parquet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", required=True, help="its number, or its whole name")
        parser.add_argument("out", type=Path, metavar="OUT.parquet")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = _organisation(options["organisation"])
        out: Path = options["out"]
        part = out.with_name(f".{out.name}.part")
        try:
            with part.open("wb") as file:
                for piece in judgements_parquet(organisation):
                    file.write(piece)
            os.replace(part, out)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror or error}") from error
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(f"{out}: {out.stat().st_size} bytes")


def _organisation(asked: str) -> Organisation:
    named = Organisation.objects.filter(name__iexact=asked.strip())
    if asked.strip().isdecimal():
        named = Organisation.objects.filter(pk=int(asked) if len(asked) < 18 else 0)
    found = list(named[:2])
    if not found:
        raise CommandError(f"There is no organisation “{asked}”.")
    if len(found) > 1:
        raise CommandError(f"Several organisations are called “{asked}”; give the number.")
    return found[0]
