"""Django's handle on the operators' pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "merchant_app.operations"
    verbose_name = _("Operations")
