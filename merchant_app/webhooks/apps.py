"""Django's handle on webhooks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "merchant_app.webhooks"
    verbose_name = _("Webhooks")
