"""Django's handle on countries: their rules as sourced data, their tariffs as editable tables."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    name = "licensing.territories"
    verbose_name = _("Countries")
