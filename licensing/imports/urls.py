"""Addresses of the pages for imports, below the licensing desk."""

from django.urls import path

from licensing.imports import views, views_review

app_name = "imports"
urlpatterns = [
    path("", views.imports, name="list"),
    path("file/", views.receive, name="receive"),
    path("folder/", views.folder, name="folder"),
    path("<int:pk>/", views.batch, name="batch"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/sheet/", views.choose_sheet, name="sheet"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/apply/", views.apply, name="apply"),
    path("<int:pk>/stop/", views.stop, name="stop"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("<int:pk>/errors.<str:form>", views.errors, name="errors"),
    path("<int:pk>/review/", views_review.review, name="review"),
    path("<int:pk>/review/<int:number>/", views_review.decide, name="decide"),
]
