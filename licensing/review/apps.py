"""Django's handle on the review of grants: contradictions, gaps, endings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "licensing.review"
    verbose_name = _("Review of grants")
