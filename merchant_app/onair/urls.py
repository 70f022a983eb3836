"""Addresses of this app."""

from django.urls import URLPattern

app_name = "onair"
urlpatterns: list[URLPattern] = []
