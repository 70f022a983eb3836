"""The same request twice is done once: a key, what was asked under it, and the answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from licensing.bulk.models import AnsweredRequest

#: A worker that died gave no answer; after so long the same request is done anew.
GIVEN_UP = timedelta(minutes=10)
KEPT = timedelta(days=7)


class KeyReused(Exception):
    """The key was used before for another request."""


class StillWorking(Exception):
    """The same request is being done at this moment."""


def answer_once(user: Any, key: str, request: Any, work: Callable[[], Any]) -> Any:
    """The answer of `work`, or the one kept under this key. Without a key it is always done.

    Raises KeyReused, StillWorking, and what `work` raises; then nothing is kept.
    """
    if not key:
        return work()
    asked = _hash(request)
    try:
        with transaction.atomic():
            kept = AnsweredRequest.objects.create(user=user, key=key[:200], request_hash=asked)
    except IntegrityError:
        return _again(AnsweredRequest.objects.get(user=user, key=key[:200]), asked, work)
    return _done(kept, work)


def _again(kept: AnsweredRequest, asked: str, work: Callable[[], Any]) -> Any:
    if kept.request_hash != asked:
        raise KeyReused
    if kept.answer is not None:
        return kept.answer
    now = timezone.now()
    stale = AnsweredRequest.objects.filter(pk=kept.pk, created_at__lt=now - GIVEN_UP)
    if not stale.update(created_at=now):
        raise StillWorking
    return _done(kept, work)


def _done(kept: AnsweredRequest, work: Callable[[], Any]) -> Any:
    try:
        answer = json.loads(json.dumps(work(), cls=DjangoJSONEncoder))
    except BaseException:
        kept.delete()
        raise
    AnsweredRequest.objects.filter(pk=kept.pk).update(answer=answer)
    return answer


def answers_purge() -> int:
    """Forget the answers of a week ago; how many."""
    old = AnsweredRequest.objects.filter(created_at__lt=timezone.now() - KEPT)
    return old.delete()[0]


def _hash(request: Any) -> str:
    words = json.dumps(request, sort_keys=True, default=str)
    return hashlib.sha256(words.encode()).hexdigest()
