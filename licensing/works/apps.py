"""Django's handle on musical works and who holds which share of them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorksConfig(AppConfig):
    name = "licensing.works"
    verbose_name = _("Works")
