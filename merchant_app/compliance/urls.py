"""Addresses of compliance: of a shop, of a track, certificates and their public check."""

from django.urls import path

from merchant_app.compliance import certificate_views, views

app_name = "compliance"
urlpatterns = [
    path("compliance/", views.index, name="index"),
    path("compliance/<int:store_id>/", views.store, name="store"),
    path("compliance/<int:store_id>/certificates/", certificate_views.issue, name="issue"),
    path("compliance/tracks/<int:track_id>/", views.track, name="track"),
    path(
        "compliance/certificates/<str:serial>/", certificate_views.certificate, name="certificate"
    ),
    path("compliance/certificates/<str:serial>/pdf/", certificate_views.pdf, name="pdf"),
    path(
        "compliance/certificates/<str:serial>/withdraw/",
        certificate_views.withdraw,
        name="withdraw",
    ),
    path("certificates/<str:serial>/", certificate_views.verify, name="verify"),
]
