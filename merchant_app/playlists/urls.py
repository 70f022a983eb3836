"""Addresses of playlists."""

from django.urls import path, register_converter

from merchant_app.playlists import views


class ActionConverter:
    regex = "rename|duplicate|delete|length"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ActionConverter, "playlist_action")

app_name = "playlists"
urlpatterns = [
    path("playlists/", views.listing, name="list"),
    path("playlists/<int:pk>/", views.detail, name="detail"),
    path("playlists/<int:pk>/feedback/", views.feedback, name="feedback"),
    path("playlists/<int:pk>/wish/", views.wish, name="wish"),
    path("playlists/<int:pk>/block/", views.block, name="block"),
    path("playlists/<int:pk>/replace/", views.replace, name="replace"),
    path("playlists/<int:pk>/versions/<int:number>/restore/", views.restore, name="restore"),
    path("playlists/<int:pk>/<playlist_action:action>/", views.act, name="act"),
]
