"""Django's handle on durable work."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "matching.jobs"
    verbose_name = _("Jobs")

    def ready(self) -> None:
        """Let every app register its job handlers (`job_handlers.py`)."""
        autodiscover_modules("job_handlers")
