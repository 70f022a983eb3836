"""Django app of the design system; it has no tables."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "merchant_app.ui"
    label = "ui"
