"""Django's handle on playlists."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlaylistsConfig(AppConfig):
    name = "merchant_app.playlists"
    verbose_name = _("Playlists")

    def ready(self) -> None:
        """The desk below counts playlists through us."""
        from merchant_app.playlists import impact  # noqa: F401
