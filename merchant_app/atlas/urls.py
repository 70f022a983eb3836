"""Addresses of the map of a playlist."""

from django.urls import path

from merchant_app.atlas import views

app_name = "atlas"
urlpatterns = [
    path("playlists/<int:pk>/map/", views.page, name="map"),
    path("playlists/<int:pk>/map/card/", views.card, name="card"),
    path("playlists/<int:pk>/map/points/<slug:key>/", views.points, name="points"),
    path("playlists/<int:pk>/map/tracks/<int:track>/", views.track, name="track"),
    path("playlists/<int:pk>/map/tracks/<int:track>/more/", views.more, name="more"),
]
