"""Opening, changing and deleting a store."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from merchant_app.accounts.models import Organisation
from merchant_app.briefs.services.removal import brief_delete
from merchant_app.stores.models import Store


def store_create(*, organisation: Organisation, **facts: Any) -> Store:
    return Store.objects.create(organisation=organisation, **facts)


def store_update(*, store: Store, **facts: Any) -> Store:
    for name, value in facts.items():
        setattr(store, name, value)
    store.save(update_fields=list(facts))
    return store


def store_delete(*, store: Store) -> None:
    """Delete a store with its briefs, uploads, playlists and players; its plays stay on record."""
    with transaction.atomic():
        for brief in store.briefs.all():
            brief_delete(brief=brief)  # takes its jobs and files with it
        store.delete()
