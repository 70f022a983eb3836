"""Addresses of shared links: for whoever has one, and for the shop that gives them out."""

from django.urls import path

from merchant_app.voting import share_views, views

app_name = "voting"
urlpatterns = [
    path("vote/<slug:token>/", views.vote, name="vote"),
    path("vote/<slug:token>/join/", views.join, name="join"),
    path("vote/<slug:token>/code/", views.code, name="code"),
    path("vote/<slug:token>/say/", views.say, name="say"),
    path("vote/<slug:token>/done/", views.done, name="done"),
    path("playlists/<int:pk>/share/", share_views.share, name="share"),
    path("playlists/links/<int:pk>/end/", share_views.end, name="end"),
    path("playlists/links/<int:pk>/renew/", share_views.renew, name="renew"),
    path("playlists/links/<int:pk>/remove/", share_views.remove, name="remove"),
    path("playlists/voters/<int:pk>/count/", share_views.count, name="count"),
    path("playlists/<int:pk>/votes/", share_views.tally, name="tally"),
    path("playlists/<int:pk>/votes/take/", share_views.take, name="take"),
]
