"""Writing notices down, one for each person concerned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from merchant_app.accounts.models import Membership, User
from merchant_app.notices.models import Notice
from merchant_app.stores.models import Store


def tell(
    people: Iterable[User],
    *,
    kind: Notice.Kind,
    key: str,
    facts: dict[str, Any],
    organisation_id: int | None = None,
    mail: bool = True,
) -> None:
    """Tell these people once; the same key again changes nothing. With `mail`, by mail too."""
    Notice.objects.bulk_create(
        (
            Notice(
                recipient=person,
                organisation_id=organisation_id,
                kind=kind,
                key=key,
                facts=facts,
                mailed_at=None if mail else timezone.now(),
            )
            for person in people
        ),
        ignore_conflicts=True,
    )


def keepers_of(store: Store) -> list[User]:
    """Who looks after a store: the owners and managers of its organisation."""
    return list(
        User.objects.filter(
            is_active=True,
            memberships__organisation=store.organisation_id,
            memberships__role__in=(Membership.Role.OWNER, Membership.Role.MANAGER),
        ).distinct()
    )


def editors() -> list[User]:
    """Who keeps the catalogue and its grants."""
    desk = User.objects.filter(is_active=True).exclude(desk_role="")
    return [person for person in desk if person.is_editor]
