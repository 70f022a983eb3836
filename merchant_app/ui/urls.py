"""The style guide, where every component can be looked at."""

from __future__ import annotations

from django.urls import path

from merchant_app.ui import views

app_name = "ui"

urlpatterns = [path("styleguide/", views.styleguide, name="styleguide")]
