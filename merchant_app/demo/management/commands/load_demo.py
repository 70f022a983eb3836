"""`manage.py load_demo`: people, stores, the starter catalogue. A second run changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from licensing.catalogue.indexing import index_refresh
from merchant_app.demo.people import people_create
from merchant_app.demo.references import references_load
from merchant_app.demo.starter import starter_load


class Command(BaseCommand):
    help = "Adds the demonstration's people, stores and starter catalogue where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        people_create()
        starter, references = starter_load(), references_load()
        for name, why in [*starter.skipped, *references.skipped]:
            self.stderr.write(f"Skipped {name}: {why}")
        index_refresh()
        added = len(starter.added) + len(references.added)
        if added:
            self.stdout.write(
                f"Starter catalogue: {added} tracks added; the worker is listening to them now."
            )
