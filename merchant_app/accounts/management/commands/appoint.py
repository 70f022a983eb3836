"""`manage.py appoint EMAIL [--desk ROLE | --editor] [--operator] [--withdraw]`: duties."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from merchant_app.accounts.models import User
from merchant_app.accounts.services.people import person_appoint


class Command(BaseCommand):
    help = "Gives somebody who has an account a duty at the licensing desk, as operator, or both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        desk = parser.add_mutually_exclusive_group()
        desk.add_argument(
            "--desk",
            choices=User.Desk.values,
            help="viewer reads; editor also writes tracks and drafts of grants; "
            "approver also verifies and activates them; admin also appoints",
        )
        desk.add_argument("--editor", action="store_true", help="the same as --desk editor")
        parser.add_argument("--operator", action="store_true", help="sees the operator's page")
        parser.add_argument("--withdraw", action="store_true", help="take the duty away instead")

    def handle(self, *args: Any, **options: Any) -> None:
        desk = User.Desk.EDITOR.value if options["editor"] else options["desk"]
        if not desk and not options["operator"]:
            raise CommandError("Say which duty: --desk ROLE, --operator or both.")
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError(
                f"Nobody has the address {options['email']}. They sign up first, then appoint them."
            )
        gives = not options["withdraw"]
        person_appoint(
            user=user,
            desk=(desk if gives else "") if desk else None,
            operator=gives if options["operator"] else None,
        )
        held = [duty for duty in (user.desk_role, "operator" if user.is_operator else "") if duty]
        self.stdout.write(f"{user.email}: {', '.join(held) or 'no duty'}")
