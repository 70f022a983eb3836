"""The demonstration's people, organisations and stores, and their sign-ins."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import choice, randbelow
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from rest_framework.authtoken.models import Token

from merchant_app.accounts.models import Membership, Organisation, User
from merchant_app.stores.models import Store

_WORDS = (
    "amber", "basil", "cedar", "coral", "ember", "fern", "hazel", "indigo", "jasmine", "juniper",
    "lantern", "linen", "maple", "meadow", "mellow", "olive", "orchard", "pepper", "quartz",
    "river", "saffron", "silver", "teapot", "velvet", "walnut", "willow", "winter", "yarrow",
)  # fmt: skip
_EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Person:
    """Somebody of the demonstration; `role` and `organisation` where they belong to one."""

    name: str
    language: str = "en"
    organisation: str = ""
    role: str = ""
    editor: bool = False
    operator: bool = False


PEOPLE: Mapping[str, Person] = {
    "owner": Person("Lina Brandt", organisation="Lindenhof", role=Membership.Role.OWNER),
    "colleague": Person("陈晓雨", "zh-hans", "Lindenhof", Membership.Role.MANAGER),
    "outsider": Person("Maya Reyes", organisation="Mission Books", role=Membership.Role.OWNER),
    "editor": Person("Edda Holm", editor=True),
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


def people_create() -> None:
    """Create whoever is missing; who and what is there stays as it is."""
    passwords = _passwords()
    with transaction.atomic():
        for key, person in PEOPLE.items():
            user = User.objects.filter(email=email_of(key)).first()
            if user is None:
                user = User.objects.create_user(
                    email_of(key),
                    passwords[key],
                    name=person.name,
                    language=person.language,
                    is_editor=person.editor,
                    is_operator=person.operator,
                )
            EmailAddress.objects.get_or_create(
                user=user, email=user.email, defaults={"verified": True, "primary": True}
            )
            Token.objects.get_or_create(user=user)
            if person.organisation and not user.memberships.exists():
                organisation, _new = Organisation.objects.get_or_create(name=person.organisation)
                Membership.objects.create(user=user, organisation=organisation, role=person.role)
        for described in STORES:
            _store_create(described)


def _store_create(described: dict[str, Any]) -> None:
    fields = dict(described)
    opens, closes = fields.pop("hours")
    organisation = Organisation.objects.filter(name=fields.pop("organisation")).first()
    if organisation is None or organisation.stores.filter(name=fields["name"]).exists():
        return
    Store.objects.create(
        organisation=organisation,
        opening_hours={day: [[opens, closes]] for day in _EVERY_DAY},
        # Songs whose words nobody checked may play here, so that singing can be heard at all.
        explicit_choice=Store.Explicit.ALLOW_UNKNOWN,
        **fields,
    )


def credentials() -> dict[str, Any]:
    """Address and sign-ins, for the terminal and for programs that try the product out."""
    passwords = _passwords()
    tokens = dict(
        Token.objects.filter(user__email__in=map(email_of, PEOPLE)).values_list(
            "user__email", "key"
        )
    )
    people = {
        key: {
            "email": email_of(key),
            "password": passwords[key],
            "token": tokens.get(email_of(key), ""),
        }
        for key in PEOPLE
    }
    return {"url": settings.SITE_URL, **people}


def _passwords() -> dict[str, str]:
    """Made once for this installation and kept where only its user can read them."""
    file: Path = settings.VAR_DIR / "secrets" / "demo.json"
    kept: dict[str, str] = json.loads(file.read_text()) if file.is_file() else {}
    missing = [key for key in PEOPLE if key not in kept]
    if missing:
        kept |= {key: _readable_password() for key in missing}
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(".partial")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(kept, out, indent=2)
        partial.replace(file)
    return kept


def _readable_password() -> str:
    return "-".join([*(choice(_WORDS) for _ in range(3)), str(10 + randbelow(90))])
