"""Django's handle on stores."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoresConfig(AppConfig):
    name = "merchant_app.stores"
    verbose_name = _("Stores")
