"""`manage.py load_demo`: the starter catalogue and, with DEMO, people, stores, reference tracks.

A second run completes the catalogue; people and stores are made once and then left alone.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from licensing.catalogue.indexing import index_refresh
from merchant_app.demo.people import people_create
from merchant_app.demo.references import references_load
from merchant_app.demo.starter import starter_load


class Command(BaseCommand):
    help = "Adds the starter catalogue and, unless DEMO says no, the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        outcomes = [starter_load()]
        if settings.DEMO:
            people_create()
            outcomes.append(references_load())
        for name, why in [skipped for outcome in outcomes for skipped in outcome.skipped]:
            self.stderr.write(f"Skipped {name}: {why}")
        index_refresh()
        added = sum(len(outcome.added) for outcome in outcomes)
        if added:
            self.stdout.write(
                f"Starter catalogue: {added} tracks added; the worker is listening to them now."
            )
