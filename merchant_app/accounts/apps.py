"""Django's handle on people and organisations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "merchant_app.accounts"
    verbose_name = _("Accounts")
