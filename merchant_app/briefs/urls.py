"""Addresses of this app."""

from django.urls import URLPattern

app_name = "briefs"
urlpatterns: list[URLPattern] = []
