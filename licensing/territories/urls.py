"""Addresses of the desk's pages on countries."""

from django.urls import path

from licensing.territories import views

app_name = "territories"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<str:code>/", views.country, name="country"),
    path("<str:code>/tariffs/new/", views.new, name="new"),
    path("<str:code>/tariffs/<int:pk>/", views.edit, name="edit"),
    path("<str:code>/tariffs/<int:pk>/remove/", views.remove, name="remove"),
]
