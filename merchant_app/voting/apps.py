"""Shared links, and the colleagues who vote through them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VotingConfig(AppConfig):
    name = "merchant_app.voting"
    verbose_name = _("votes of colleagues")
