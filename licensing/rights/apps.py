"""Django's handle on what is cleared for which use, kept ready."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RightsConfig(AppConfig):
    name = "licensing.rights"
    verbose_name = _("Rights")
