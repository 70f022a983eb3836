"""Addresses of the editors' pages."""

from django.urls import path
from django.views.generic import RedirectView

from licensing.desk import (
    views_grant_steps,
    views_grants,
    views_history,
    views_pool,
    views_review,
    views_tracks,
    views_upload,
)
from licensing.desk.urls_tracks import urlpatterns as urls_tracks
from licensing.duplicates import views as views_duplicates
from licensing.quality import views as views_quality

app_name = "desk"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk:tracks"), name="catalogue"),
    path("quality/", views_quality.quality, name="quality"),
    path("quality/<int:pk>/", views_quality.judge, name="quality-judge"),
    path("duplicates/", views_duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/", views_duplicates.decide, name="duplicate-decide"),
    path("duplicates/merges/<int:pk>/undo/", views_duplicates.undo, name="duplicate-undo"),
    path("tracks/", views_tracks.tracks, name="tracks"),
    path("tracks/<int:pk>/", views_tracks.track, name="track"),
    path("tracks/<int:pk>/edit/", views_tracks.edit, name="edit"),
    path("tracks/<int:pk>/clearance/", views_tracks.clearance, name="clearance"),
    path("tracks/<int:pk>/withdraw/", views_tracks.withdraw, name="withdraw"),
    path("tracks/<int:pk>/analyse/", views_tracks.analyse, name="analyse"),
    path("upload/", views_upload.upload, name="upload"),
    path("upload/file/", views_upload.receive, name="receive"),
    path("upload/<int:pk>/", views_upload.row, name="upload-row"),
    path("progress/", views_upload.progress, name="progress"),
    path("pool/", views_pool.concepts, name="concepts"),
    path("pool/new/", views_pool.new, name="new-concept"),
    path("pool/<slug:key>/", views_pool.concept, name="concept"),
    path("pool/<slug:key>/remove/", views_pool.remove, name="remove-concept"),
    path("history/", views_history.history, name="history"),
    path("history/export/", views_history.export, name="history-export"),
    path("conflicts/", views_review.conflicts, name="conflicts"),
    path("ending/", views_review.ending, name="ending"),
    path("grants/", views_grants.grants, name="grants"),
    path("grants/new/", views_grants.new, name="new-grant"),
    path("grants/<int:pk>/", views_grants.grant, name="grant"),
    path("grants/<int:pk>/edit/", views_grants.edit, name="edit-grant"),
    path("grants/scopes/", views_grants.scopes, name="grant-scopes"),
    path("grants/<int:pk>/reach/", views_grants.reach, name="grant-reach"),
    path("grants/<int:pk>/status/", views_grant_steps.status, name="grant-status"),
    path("grants/<int:pk>/amendment/", views_grant_steps.amendment, name="grant-amendment"),
    path("grants/<int:pk>/delete/", views_grant_steps.delete, name="grant-delete"),
    path("grants/<int:pk>/tracks/", views_grant_steps.add_track, name="grant-add"),
    path(
        "grants/<int:pk>/tracks/<int:track>/remove/", views_grant_steps.remove, name="grant-remove"
    ),
    *urls_tracks,
]
