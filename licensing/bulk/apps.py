"""Django's handle on edits of many tracks at once."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulkConfig(AppConfig):
    name = "licensing.bulk"
    verbose_name = _("Edits of many tracks")
