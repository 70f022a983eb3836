"""Addresses of the interface for programs."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from merchant_app.api.briefs import BriefViewSet, StoreBriefsViewSet
from merchant_app.api.clearance import ClearanceView
from merchant_app.api.docs import DocsView, ProblemsView
from merchant_app.api.grants import GrantViewSet
from merchant_app.api.imports import ImportViewSet
from merchant_app.api.playlists import PlaylistViewSet
from merchant_app.api.stores import StoreViewSet
from merchant_app.api.tracks import TrackViewSet
from merchant_app.api.webhooks import WebhookViewSet

app_name = "api"

router = DefaultRouter()
router.include_root_view = False
router.register("stores", StoreViewSet, basename="store")
router.register("briefs", BriefViewSet, basename="brief")
router.register("playlists", PlaylistViewSet, basename="playlist")
router.register("tracks", TrackViewSet, basename="track")
router.register("grants", GrantViewSet, basename="grant")
router.register("imports", ImportViewSet, basename="import")
router.register("webhooks", WebhookViewSet, basename="webhook")

urlpatterns = [
    path(
        "v1/stores/<int:store_id>/briefs/",
        StoreBriefsViewSet.as_view({"get": "list", "post": "create"}),
        name="store-briefs",
    ),
    path("v1/tracks/<int:track_id>/clearance/", ClearanceView.as_view(), name="clearance"),
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    path("docs/problems/", ProblemsView.as_view(), name="problems"),
]
