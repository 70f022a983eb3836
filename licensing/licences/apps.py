"""Django's handle on grants and their terms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LicencesConfig(AppConfig):
    name = "licensing.licences"
    verbose_name = _("Licences")
