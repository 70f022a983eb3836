"""One mail a person with everything they were told since the last one."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from merchant_app.accounts.models import User
from merchant_app.notices.models import Notice
from merchant_app.notices.selectors import notices_of
from merchant_app.notices.wording import say

log = logging.getLogger(__name__)


def digests_send() -> int:
    """Mail what was not mailed yet; returns how many mails went out.

    Each row is claimed before it is sent, so that two workers send it once; a mail that the server
    refuses is tried again the next time.
    """
    waiting = Notice.objects.filter(mailed_at__isnull=True).order_by("recipient")
    people = User.objects.filter(pk__in=waiting.values("recipient"))
    return sum(_digest(person) for person in people.order_by("pk"))


def _digest(person: User) -> bool:
    now = timezone.now()
    mine = Notice.objects.filter(recipient=person, mailed_at__isnull=True)
    rows = list(mine.order_by("pk"))
    claimed = [
        row.pk
        for row in rows
        if Notice.objects.filter(pk=row.pk, mailed_at__isnull=True).update(mailed_at=now)
    ]
    notices = list(notices_of(person).filter(pk__in=claimed).order_by("pk"))
    if not notices or not person.is_active:
        return False
    with override(person.language or settings.LANGUAGE_CODE):
        said = [say(notice) for notice in notices]
        subject = (
            said[0].title
            if len(said) == 1
            else ngettext(
                "%(count)d notice about music rights",
                "%(count)d notices about music rights",
                len(said),
            )
            % {"count": len(said)}
        )
        body = render_to_string(
            "notices/mail/digest.txt",
            {
                "notices": said,
                "site": settings.SITE_URL,
                "page": settings.SITE_URL + reverse("notices:list"),
            },
        )
    try:
        send_mail(" ".join(subject.split()), body, None, [person.email])
    except (OSError, SMTPException):
        log.exception("the notices of person %s were not mailed", person.pk)
        Notice.objects.filter(pk__in=claimed).update(mailed_at=None)
        return False
    return True
