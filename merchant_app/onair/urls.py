"""Addresses of this app: pages of a store, the player, and what the player asks and tells."""

from django.urls import path

from merchant_app.onair import player_api, player_views, plays_views, store_views

app_name = "onair"
urlpatterns = [
    path("player/<str:token>/", player_views.player, name="player"),
    path("player/<str:token>/manifest/", player_api.ManifestView.as_view(), name="manifest"),
    path("player/<str:token>/heartbeat/", player_api.HeartbeatView.as_view(), name="heartbeat"),
    path("player/<str:token>/plays/", player_api.PlaysView.as_view(), name="record"),
    path("credits/", player_views.credits_page, name="credits"),
    path("stores/<int:store_id>/on-air/", store_views.store, name="store"),
    path("stores/<int:store_id>/on-air/stop/", store_views.stop, name="unpublish"),
    path("stores/<int:store_id>/players/", store_views.player_add, name="player_add"),
    path("players/<int:pk>/rename/", store_views.player_rename, name="player_rename"),
    path("players/<int:pk>/withdraw/", store_views.player_withdraw, name="player_withdraw"),
    path("playlists/<int:playlist_id>/publish/", store_views.put_on_air, name="publish"),
    path("plays/", plays_views.all_plays, name="all_plays"),
    path("stores/<int:store_id>/plays/", plays_views.store_plays, name="plays"),
]
