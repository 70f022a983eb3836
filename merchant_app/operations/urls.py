"""Addresses of the operators' pages."""

from django.urls import path, re_path

from merchant_app.operations import views, views_models

app_name = "operations"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("retry-all/", views.retry_all, name="retry_all"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/retry/", views.retry, name="retry"),
    path("jobs/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("models/", views_models.models, name="models"),
    path("models/prepare/", views_models.prepare, name="prepare_model"),
    path("models/remove/", views_models.remove, name="remove_profiles"),
    path("models/versions/<int:number>/activate/", views_models.activate, name="activate_version"),
    re_path(
        r"^models/change/(?P<action>pause|continue|cancel|switch)/$",
        views_models.change,
        name="change_model",
    ),
]
