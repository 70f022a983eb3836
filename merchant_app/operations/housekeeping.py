"""Deleting what only served for a while: ended jobs, answers given once, ended sessions."""

from __future__ import annotations

import logging
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.utils import timezone

from licensing.bulk.repeating import answers_purge
from matching.jobs.purging import jobs_purge
from merchant_app.playlists.models import IdempotencyKey

ANSWERS_KEPT = timedelta(days=7)
log = logging.getLogger(__name__)


def purge() -> None:
    """Delete jobs that ended well 30 days ago, answers to requests of a week ago, old sessions."""
    jobs = jobs_purge()
    answers, _rows = IdempotencyKey.objects.filter(
        created_at__lt=timezone.now() - ANSWERS_KEPT
    ).delete()
    answers += answers_purge()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    log.info("purged %s jobs and %s kept answers", jobs, answers)
