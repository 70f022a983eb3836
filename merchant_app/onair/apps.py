"""Django's handle on what plays in the stores."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OnairConfig(AppConfig):
    name = "merchant_app.onair"
    verbose_name = _("On air")
