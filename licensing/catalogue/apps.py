"""Django's handle on the catalogue of tracks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "licensing.catalogue"
    verbose_name = _("Catalogue")
