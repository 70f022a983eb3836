"""Addresses of playlists."""

from django.urls import path, register_converter

from merchant_app.playlists import views, views_acts, views_answers, views_taste, views_wishes
from merchant_app.playlists.comparison import views as comparison


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
    path("playlists/<int:pk>/say/", views_answers.say, name="say"),
    path("playlists/<int:pk>/undo/", views_answers.undo, name="undo"),
    path("playlists/<int:pk>/wish/", views_wishes.wish, name="wish"),
    path("playlists/<int:pk>/block/", views_acts.block, name="block"),
    path("playlists/<int:pk>/replace/", views_acts.replace, name="replace"),
    path("playlists/<int:pk>/versions/<int:number>/restore/", views_acts.restore, name="restore"),
    path("playlists/<int:pk>/carry/sources/", views_taste.sources, name="sources"),
    path("playlists/<int:pk>/carry/", views_taste.carry, name="carry"),
    path("playlists/<int:pk>/widen/", views_taste.widen, name="widen"),
    path("playlists/<int:pk>/split/", views_taste.split, name="split"),
    path("playlists/<int:pk>/keep-one/", views_taste.keep_one, name="keep_one"),
    path("playlists/<int:pk>/compare/", comparison.side_by_side, name="compare"),
    path("playlists/<int:pk>/compare/ear/", comparison.by_ear, name="compare_ear"),
    path("playlists/<int:pk>/<playlist_action:action>/", views_acts.act, name="act"),
]
