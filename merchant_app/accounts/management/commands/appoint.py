"""`manage.py appoint EMAIL [--editor] [--operator] [--withdraw]`: duties of a person."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from merchant_app.accounts.models import User
from merchant_app.accounts.services.people import person_appoint


class Command(BaseCommand):
    help = "Makes somebody who has an account a catalogue editor, an operator, or both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--editor", action="store_true", help="keeps tracks and grants")
        parser.add_argument("--operator", action="store_true", help="sees the operator's page")
        parser.add_argument("--withdraw", action="store_true", help="take the duty away instead")

    def handle(self, *args: Any, **options: Any) -> None:
        duties = {duty: options[duty] for duty in ("editor", "operator")}
        if not any(duties.values()):
            raise CommandError("Say which duty: --editor, --operator or both.")
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError(
                f"Nobody has the address {options['email']}. They sign up first, then appoint them."
            )
        person_appoint(user=user, **duties, to=not options["withdraw"])
        held = [
            duty
            for duty, has in (("editor", user.is_editor), ("operator", user.is_operator))
            if has
        ]
        self.stdout.write(f"{user.email}: {', '.join(held) or 'no duty'}")
