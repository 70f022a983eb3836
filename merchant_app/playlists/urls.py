"""Addresses of this app."""

from django.urls import URLPattern

app_name = "playlists"
urlpatterns: list[URLPattern] = []
