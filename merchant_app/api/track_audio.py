"""Audio that a program sends with a new track."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import APIException

from licensing.catalogue.editing import FACTS
from licensing.catalogue.models import Track
from licensing.imports.loading.entries import Entry, entry_load
from licensing.imports.loading.tags import read_tags
from licensing.rights.reasons import spoken
from matching.audio.errors import AudioProblem


class AudioKnown(APIException):
    """The same bytes are in the catalogue; a second track of them would be a duplicate."""

    status_code = HTTPStatus.CONFLICT
    default_code = "audio_known"


def track_with_audio(file: UploadedFile[Any], said: dict[str, Any]) -> Track:
    """Add the file as a track: what was said counts before what the file's own tags say.

    Raises DRF's ValidationError for what is no audio, AudioKnown.
    """
    limit = settings.UPLOAD_LIMITS["audio"]
    if (file.size or 0) > limit:
        too_large = _("This file is larger than %(limit)d MB.") % {"limit": limit // 1024**2}
        raise serializers.ValidationError({"audio": [too_large]})
    facts = {name: value for name, value in said.items() if name in FACTS}
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(file.name or "audio").name or "audio")
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        known = {"title": path.stem, **read_tags(path), **facts}
        try:
            track, created = entry_load(Entry(path, path.name, known))
        except AudioProblem as problem:
            language = spoken(get_language() or "en")
            raise serializers.ValidationError({"audio": [problem.say(language)]}) from problem
    if not created:
        raise AudioKnown(_("This audio is in the catalogue as track %(id)d.") % {"id": track.pk})
    return track
