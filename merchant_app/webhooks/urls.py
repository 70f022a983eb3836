"""Addresses of webhooks, below the settings."""

from django.urls import path

from merchant_app.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/act/", views.act, name="act"),
    path("deliveries/<int:pk>/again/", views.again, name="again"),
    path("deliveries/<int:pk>/message/", views.message, name="message"),
]
