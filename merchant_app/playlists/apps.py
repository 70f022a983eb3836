"""Django's handle on playlists."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlaylistsConfig(AppConfig):
    name = "merchant_app.playlists"
    verbose_name = _("Playlists")
