"""Every address of the product, one line an app."""

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
    path("team/settings/webhooks/", include("merchant_app.webhooks.urls")),
    path("team/", include("merchant_app.accounts.urls")),
    path("", include("merchant_app.stores.urls")),
    path("", include("merchant_app.briefs.urls")),
    path("", include("merchant_app.atlas.urls")),
    path("", include("merchant_app.playlists.urls")),
    path("", include("merchant_app.voting.urls")),
    path("", include("merchant_app.onair.urls")),
    path("", include("merchant_app.notices.urls")),
    path("", include("merchant_app.compliance.urls")),
    path("media/", include("merchant_app.media.urls")),
    path("desk/territories/", include("licensing.territories.urls")),
    path("desk/imports/", include("licensing.imports.urls")),
    path("desk/", include("licensing.desk.urls")),
    path("operations/", include("merchant_app.operations.urls")),
    path("ui/", include("merchant_app.ui.urls")),
    path("api/", include("merchant_app.api.urls")),
]

handler404 = "merchant_app.ui.views.not_found"
handler403 = "merchant_app.ui.views.forbidden"
handler500 = "merchant_app.ui.views.server_error"
