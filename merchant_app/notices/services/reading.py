"""Marking notices as read."""

from __future__ import annotations

from django.utils import timezone

from merchant_app.accounts.models import User
from merchant_app.notices.selectors import notices_of


def notices_read(*, user: User, pk: int | None = None) -> int:
    """Mark one notice of this person, or all, as read; returns how many were not before."""
    unread = notices_of(user).filter(read_at__isnull=True)
    if pk is not None:
        unread = unread.filter(pk=pk)
    return unread.update(read_at=timezone.now())
