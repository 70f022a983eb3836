"""Addresses of works, of edits of many tracks, and of saved views."""

from django.urls import path

from licensing.desk import views_bulk, views_saved, views_works

urlpatterns = [
    path("tracks/<int:pk>/works/", views_works.works, name="works"),
    path("bulk/", views_bulk.edits, name="bulk-edits"),
    path("bulk/change/", views_bulk.change, name="bulk-change"),
    path("bulk/<int:pk>/", views_bulk.edit, name="bulk-edit"),
    path("bulk/<int:pk>/undo/", views_bulk.undo, name="bulk-undo"),
    path("views/save/", views_saved.save, name="view-save"),
    path("views/<int:pk>/remove/", views_saved.remove, name="view-remove"),
]
