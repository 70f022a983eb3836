"""Addresses of people, teams and settings."""

from django.urls import path

from merchant_app.accounts.views import (
    desk,
    export,
    history,
    invitations,
    organisations,
    settings,
    team,
)

app_name = "accounts"
urlpatterns = [
    path("", team.team, name="team"),
    path("invite/", team.invite, name="invite"),
    path("invitations/<int:invitation_id>/withdraw/", team.withdraw, name="withdraw"),
    path("members/<int:membership_id>/role/", team.change_role, name="change_role"),
    path("members/<int:membership_id>/remove/", team.remove, name="remove"),
    path("join/<str:token>/", invitations.accept, name="accept"),
    path("found/", organisations.found, name="found"),
    path("switch/", organisations.switch, name="switch"),
    path("desk/", desk.desk, name="desk"),
    path("settings/", settings.settings, name="settings"),
    path("settings/token/", settings.token, name="token"),
    path("settings/export/", export.export, name="export"),
    path("settings/export/download/", export.download, name="export_download"),
    path("settings/history/", history.history, name="history"),
    path("settings/history/judgements.parquet", history.judgements, name="judgements"),
    path("settings/history/forget/", history.forget, name="forget"),
]
