"""Django's handle on compliance: what a shop may play, and the proof of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "merchant_app.compliance"
    verbose_name = _("Compliance")
