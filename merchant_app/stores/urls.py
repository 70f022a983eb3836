"""Addresses of stores."""

from django.urls import path

from merchant_app.stores.views import blocks, catalogue, home, store, taste

app_name = "stores"
urlpatterns = [
    path("", home.home, name="home"),
    path("catalogue/progress/", catalogue.catalogue, name="catalogue"),
    path("stores/new/", store.create, name="create"),
    path("stores/zones/", store.zones, name="zones"),
    path("stores/<int:store_id>/", store.detail, name="detail"),
    path("stores/<int:store_id>/edit/", store.edit, name="edit"),
    path("stores/<int:store_id>/delete/", store.delete, name="delete"),
    path("stores/<int:store_id>/taste/", taste.taste, name="taste"),
    path("stores/<int:store_id>/taste/boundary/", taste.boundary, name="boundary"),
    path("stores/<int:store_id>/blocks/", blocks.blocks, name="blocks"),
    path("stores/<int:store_id>/blocks/add/", blocks.add, name="block"),
    path("stores/<int:store_id>/blocks/remove/", blocks.remove, name="unblock"),
]
