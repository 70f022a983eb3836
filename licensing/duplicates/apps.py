"""Django's handle on duplicates and versions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DuplicatesConfig(AppConfig):
    name = "licensing.duplicates"
    verbose_name = _("Duplicates")
