"""The demonstration's people, organisations and stores, and their sign-ins."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import choice
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction
from rest_framework.authtoken.models import Token

from merchant_app.accounts.models import Membership, Organisation, User
from merchant_app.demo.models import Demonstration
from merchant_app.stores.models import Store

_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aeiou"
_EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Person:
    """Somebody of the demonstration; `role` and `organisation` where they belong to one."""

    name: str
    language: str = "en"
    organisation: str = ""
    role: str = ""
    desk: str = ""
    operator: bool = False


PEOPLE: Mapping[str, Person] = {
    "owner": Person("Lina Brandt", organisation="Lindenhof", role=Membership.Role.OWNER),
    "colleague": Person("陈晓雨", "zh-hans", "Lindenhof", Membership.Role.MANAGER),
    "outsider": Person("Maya Reyes", organisation="Mission Books", role=Membership.Role.OWNER),
    "editor": Person("Edda Holm", desk=User.Desk.EDITOR),
    "approver": Person("Anna Vogt", desk=User.Desk.APPROVER),
    "admin": Person("Jonas Adler", desk=User.Desk.ADMIN),
    "operator": Person("Omar Said", operator=True),
}

STORES: tuple[dict[str, Any], ...] = (
    {
        "organisation": "Lindenhof",
        "name": "Café Lindenhof",
        "premises_type": "cafe",
        "territory": "DE",
        "timezone": "Europe/Berlin",
        "floor_area_m2": 85,
        "hours": ("08:00", "19:00"),
    },
    {
        "organisation": "Lindenhof",
        "name": "菩提茶馆（上海）",
        "premises_type": "tea_house",
        "territory": "CN",
        "timezone": "Asia/Shanghai",
        "floor_area_m2": 120,
        "hours": ("10:00", "22:00"),
    },
    {
        "organisation": "Mission Books",
        "name": "Mission Books",
        "premises_type": "bookshop",
        "territory": "US",
        "timezone": "America/Los_Angeles",
        "floor_area_m2": None,
        "hours": ("10:00", "20:00"),
    },
)


def email_of(key: str) -> str:
    return f"{key}@foyer.example"


def people_create() -> bool:
    """Create people, organisations and stores, once for a database; False where that was done.

    An installation from before this was remembered has its people already: they are taken as they
    are. Whoever is missing then, or goes missing later, was removed by somebody and stays away.
    """
    with transaction.atomic():
        # Of two that start at the same moment, the second waits here for the first.
        row, new = Demonstration.objects.get_or_create(pk=Demonstration.ONLY)
        if not new:
            return False
        users = _people_of_before() or _people_new()
        row.people = {key: user.pk for key, user in users.items()}
        row.save(update_fields=["people"])
    return True


def _people_of_before() -> dict[str, User]:
    """Only people whose passwords lie in our own file were made by us."""
    if not _passwords_file().is_file():
        return {}
    found = {key: User.objects.filter(email=email_of(key)).first() for key in PEOPLE}
    return {key: user for key, user in found.items() if user is not None}


def _people_new() -> dict[str, User]:
    passwords = {key: readable_password() for key in PEOPLE}
    users: dict[str, User] = {}
    organisations: dict[str, Organisation] = {}
    for key, person in PEOPLE.items():
        user = users[key] = User.objects.create_user(
            email_of(key),
            passwords[key],
            name=person.name,
            language=person.language,
            desk_role=person.desk,
            is_operator=person.operator,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        Token.objects.create(user=user)
        if not person.organisation:
            continue
        if person.organisation not in organisations:
            made = Organisation.objects.create(name=person.organisation)
            organisations[person.organisation] = made
        Membership.objects.create(
            user=user, organisation=organisations[person.organisation], role=person.role
        )
    for described in STORES:
        fields = dict(described)
        opens, closes = fields.pop("hours")
        Store.objects.create(
            organisation=organisations[fields.pop("organisation")],
            opening_hours={day: [[opens, closes]] for day in _EVERY_DAY},
            # Songs whose words nobody checked may play here, so that singing can be heard at all.
            explicit_choice=Store.Explicit.ALLOW_UNKNOWN,
            **fields,
        )
    _passwords_keep(passwords)
    return users


def credentials() -> dict[str, Any]:
    """Address and sign-ins, for the terminal and for programs that try the product out.

    Names whoever of the demonstration is still there; the address alone where there is none. A
    password is the one they were given at first, and `changed` tells that it opens nothing any
    more; a token is the one they have now.
    """
    row = Demonstration.objects.filter(pk=Demonstration.ONLY).first()
    ids: dict[str, int] = row.people if row is not None else {}
    users = User.objects.in_bulk(ids.values())
    tokens = dict(Token.objects.filter(user__in=users).values_list("user_id", "key"))
    passwords = _passwords_kept()
    people = {
        key: {
            "email": users[pk].email,
            "password": passwords.get(key, ""),
            "changed": not check_password(passwords.get(key, ""), users[pk].password),
            "token": tokens.get(pk, ""),
        }
        for key, pk in ids.items()
        if pk in users
    }
    return {"url": settings.SITE_URL, **people}


def _passwords_file() -> Path:
    file: Path = settings.VAR_DIR / "secrets" / "demo.json"
    return file


def _passwords_kept() -> dict[str, str]:
    file = _passwords_file()
    kept: dict[str, str] = json.loads(file.read_text()) if file.is_file() else {}
    return kept


def _passwords_keep(passwords: dict[str, str]) -> None:
    """Write them down where only the account that runs Foyer can read them."""
    file = _passwords_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(passwords, out, indent=2)
    partial.replace(file)


def readable_password() -> str:
    """Eight syllables such as "bamo-tike-rusa-nelo": 50 bits (80 syllables, 8 times)."""
    words = ("".join(choice(_CONSONANTS) + choice(_VOWELS) for _ in range(2)) for _ in range(4))
    return "-".join(words)
