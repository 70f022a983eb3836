"""Addresses of the operators' pages."""

from django.urls import path

from merchant_app.operations import views

app_name = "operations"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("retry-all/", views.retry_all, name="retry_all"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/retry/", views.retry, name="retry"),
    path("jobs/<int:pk>/cancel/", views.cancel, name="cancel"),
]
