"""Django's handle on signed media addresses."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "merchant_app.media"
    verbose_name = _("Media")
