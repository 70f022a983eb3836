"""The picture of a search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AtlasConfig(AppConfig):
    name = "merchant_app.atlas"
    label = "atlas"
    verbose_name = _("map of the music")
