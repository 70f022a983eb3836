"""The editors' edition of the semantic pool."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConceptsConfig(AppConfig):
    name = "matching.concepts"
    label = "concepts"
    verbose_name = _("Semantic pool")
