"""Django's handle on the quality gate."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QualityConfig(AppConfig):
    name = "licensing.quality"
    verbose_name = _("Sound quality")
