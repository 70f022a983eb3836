"""Going back to the analyser before, and switching on an operator's word."""

from __future__ import annotations

from django.utils import timezone

from licensing.catalogue.indexing import index_switch
from matching.changes.selectors import open_change
from matching.changes.services import change_cancel, decline
from matching.models import IndexVersion, LoadedModel, ModelChange
from matching.selectors import live_version


def version_activate(version: IndexVersion) -> IndexVersion | None:
    """Make the analyser of an earlier version the live one again, at once; None if it is.

    The index is built of its kept profiles, so it has every track that it ever heard; what came
    since is heard by and by. What the settings ask for is not prepared again until asked.
    """
    live = live_version()
    if live is None or version.analyser == live.analyser or not version.analyser:
        return None
    change = open_change()
    if change is not None:
        change_cancel(change)
    activated = index_switch(version.analyser, version.audio_model)
    ModelChange.objects.create(
        analyser=version.analyser,
        audio_model=version.audio_model,
        state=ModelChange.State.DONE,
        finished_at=timezone.now(),
    )
    asked = LoadedModel.objects.filter(kind="audio").first()
    if asked is not None and asked.analyser != version.analyser:
        decline(asked.analyser)
    return activated
