"""Reading the notices of a person."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from merchant_app.accounts.models import User
from merchant_app.notices.models import Notice

MOST_COUNTED = 99
"""The top bar says "99+" beyond."""


def notices_of(user: User) -> QuerySet[Notice]:
    """What this person was told, newest first; nothing of an organisation or a duty they left."""
    own = Q(organisation__in=user.memberships.values("organisation_id"))
    if user.is_editor:
        own |= Q(kind=Notice.Kind.CATALOGUE)
    return Notice.objects.filter(own, recipient=user)


def unread_count(user: User) -> int:
    """How many notices this person has not read, up to one more than `MOST_COUNTED`."""
    unread = notices_of(user).filter(read_at__isnull=True)
    return unread.order_by()[: MOST_COUNTED + 1].count()
