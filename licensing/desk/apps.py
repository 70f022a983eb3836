"""Django's handle on the editors' pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "licensing.desk"
    verbose_name = _("Licensing desk")
