"""`manage.py load_tariffs`: add the tariffs that come with the product and are not in the table."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from licensing.territories.models import Tariff
from licensing.territories.shipped import tariffs_load


class Command(BaseCommand):
    help = "Add the tariffs that come with the product; those that are there stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{tariffs_load(Tariff)} tariffs added")
