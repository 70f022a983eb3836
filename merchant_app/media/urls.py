"""Addresses of this app: every stored file is opened by a signed link."""

from django.urls import path

from merchant_app.media import views

app_name = "media"
urlpatterns = [path("<str:token>", views.serve, name="file")]
