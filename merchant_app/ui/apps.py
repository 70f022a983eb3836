"""Django's handle on the visual language."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "merchant_app.ui"
    verbose_name = _("Interface")
