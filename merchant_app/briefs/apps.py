"""Django's handle on briefs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BriefsConfig(AppConfig):
    name = "merchant_app.briefs"
    verbose_name = _("Briefs")

    def ready(self) -> None:
        """Let a new audio model hear the songs that owners sent."""
        from matching.changes.sources import audio_source
        from merchant_app.briefs.kept_audio import BriefAudio

        audio_source("briefs")(BriefAudio())
