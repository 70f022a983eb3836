"""Addresses of playlists."""

from django.urls import path, register_converter

from merchant_app.playlists.comparison import views as comparison
from merchant_app.playlists.room import acts, answers, taste, views, wishes


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
    path("playlists/<int:pk>/say/", answers.say, name="say"),
    path("playlists/<int:pk>/undo/", answers.undo, name="undo"),
    path("playlists/<int:pk>/wish/", wishes.wish, name="wish"),
    path("playlists/<int:pk>/block/", acts.block, name="block"),
    path("playlists/<int:pk>/replace/", acts.replace, name="replace"),
    path("playlists/<int:pk>/versions/<int:number>/restore/", acts.restore, name="restore"),
    path("playlists/<int:pk>/carry/sources/", taste.sources, name="sources"),
    path("playlists/<int:pk>/carry/", taste.carry, name="carry"),
    path("playlists/<int:pk>/widen/", taste.widen, name="widen"),
    path("playlists/<int:pk>/split/", taste.split, name="split"),
    path("playlists/<int:pk>/keep-one/", taste.keep_one, name="keep_one"),
    path("playlists/<int:pk>/compare/", comparison.side_by_side, name="compare"),
    path("playlists/<int:pk>/compare/ear/", comparison.by_ear, name="compare_ear"),
    path("playlists/<int:pk>/compare/ear/say/", comparison.say_heard, name="compare_say"),
    path("playlists/<int:pk>/compare/ear/keep/", comparison.keep_heard, name="compare_keep"),
    path("playlists/<int:pk>/<playlist_action:action>/", acts.act, name="act"),
]
