"""Django's handle on the record of changes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HistoryConfig(AppConfig):
    name = "licensing.history"
    verbose_name = _("History")
