"""Django's handle on imports into the catalogue."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "licensing.imports"
    label = "imports"
    verbose_name = _("Imports")
