"""The songs that owners sent: another audio model hears them again while they are kept."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from licensing.catalogue.files import local_path
from merchant_app.briefs.models import BriefInput

_FOLLOW = """
UPDATE briefs_seed AS seed SET profile_id = heard.id
FROM matching_profile AS before
JOIN matching_profile AS heard ON heard.sha256 = before.sha256 AND heard.analyser = %s
WHERE before.id = seed.profile_id AND heard.id <> before.id
"""


class BriefAudio:
    """The audio files of briefs, as long as they are not deleted."""

    def kept(self) -> QuerySet[Any]:
        return BriefInput.objects.filter(
            kind=BriefInput.Kind.AUDIO, status=BriefInput.Status.READY, sha256__gt=""
        ).exclude(file="")

    def open(self, sha256: str) -> AbstractContextManager[Path] | None:
        item = self.kept().filter(sha256=sha256).first()
        return local_path(item.file) if item else None

    def follow(self, analyser: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_FOLLOW, [analyser])
