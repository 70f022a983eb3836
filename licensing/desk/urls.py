"""Addresses of the editors' pages."""

from django.urls import URLPattern

app_name = "desk"
urlpatterns: list[URLPattern] = []
