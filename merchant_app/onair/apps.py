"""Django's handle on what plays in the stores."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from licensing.usage import played_by


class OnairConfig(AppConfig):
    name = "merchant_app.onair"
    verbose_name = _("On air")

    def ready(self) -> None:
        """Let the licensing side know what was played."""
        from merchant_app.onair.usage import played

        played_by(played)
