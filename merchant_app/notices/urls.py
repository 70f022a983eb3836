"""Addresses of notices."""

from django.urls import path

from merchant_app.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.listing, name="list"),
    path("notices/read/", views.read_all, name="read_all"),
    path("notices/<int:pk>/read/", views.read, name="read"),
]
