"""`manage.py demo_credentials [--json]`: the address and the demonstration's sign-ins."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from merchant_app.demo.people import credentials


class Command(BaseCommand):
    help = "Prints the address, and e-mail address, password and token of each demo account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        found = credentials()
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
            return
        self.stdout.write(found.pop("url"))
        if not found:
            self.stdout.write(
                "There are no demo accounts here. The first account: manage.py createsuperuser."
            )
        for key, person in found.items():
            password = "(changed)" if person["changed"] else person["password"]
            self.stdout.write(f"{key:<10} {person['email']:<26} {password}")
