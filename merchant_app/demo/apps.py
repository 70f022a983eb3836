"""Django's handle on the demonstration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "merchant_app.demo"
    verbose_name = _("Demonstration")
