"""Django's handle on briefs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BriefsConfig(AppConfig):
    name = "merchant_app.briefs"
    verbose_name = _("Briefs")
